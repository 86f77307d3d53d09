"""Words that names of other languages are made of, as they are written in kana and in letters; Chinese and Korean
surnames in kanji.

Made by hand from common knowledge: frequent names of the countries from which most foreign residents of Japan come.
It is no register and names nobody.
"""

from __future__ import annotations

from haishin.privacy.names.tables.foreignnames_kana import TABLE

FOREIGN_KANA = frozenset(TABLE.split())
_ROMAN = """
nguyen tran pham hoang phan vu vo dang bui do ho ngo duong dinh thi van minh anh hung phuong tuan nam lan linh long
thanh thao thuy quang cuong ngoc bao binh dung duc trung hong yen silva santos souza sousa oliveira pereira ferreira
lima costa rodrigues rodriguez rodrigo almeida nascimento araujo gomes gomez martins ribeiro alves lopez lopes garcia
martinez gonzalez hernandez perez sanchez ramirez torres flores rivera diaz cruz reyes morales bautista ramos mendoza
aquino maria mario marco marcos carlos jose juan miguel luis paulo pedro joao ana anna patricia fernando fernanda
bruno rafael gabriel lucas diego eduardo ricardo antonio julia juliana camila beatriz isabella sofia karen jennifer
jessica michelle grace rose joy rosa elena dela john james michael william david robert richard thomas charles daniel
matthew anthony mark paul steven andrew kevin brian george edward peter henry alex sam tom bob nick chris mary
elizabeth jane sarah emily alice lisa smith johnson williams brown jones miller davis wilson anderson taylor moore
jackson martin thompson harris clark lewis robinson walker young allen scott green adams baker nelson ahmed ahmad ali
mohamed mohammed mohammad muhammad hassan hussein hussain khan islam rahman singh kumar sharma patel gupta thapa
gurung rai shrestha tamang karki adhikari bahadur perera bandara wang li zhang liu chen yang zhao huang zhou wu xu sun
zhu hu guo he lin luo zheng liang kim lee park choi jung kang yoon jang lim han le huynh ly dao doan lam mai trinh
truong luong ta thai cao quach diep huong ha hai phuc quan nhan chung trang hoa lien nhung khanh khoa quyen my nga
nghia giang son tam tien toan tuyet vinh viet xuan dat dong hieu hien huy hsu hsieh tsai tseng kuo chang cheng chiang
chou chu lai liao peng shen shih su tang teng tsao tung yeh yu jiang jin shi song cai deng feng zeng xiao tian pan
yuan fu lu lyu wei ren yao tan fang xie xiong meng qin shao hou bai jie ming hao mei xin yan ying lei jun bo bin chao
gang hua jian jing kai lili ling min na ning ping qiang qing rong shan tao ting wen xiang xiaoming xia xue yong yun
yifei zhen zhiqiang cho oh seo shin kwon hwang ahn jeon ryu ryoo ko moon bae baek heo sim noh joo woo koo um won pyo
byun minho minji minjun minsu jihye jihyun jiwon jisoo junho seojun soyeon sujin seungho hyun hyunwoo hyunjin eunji
youngho youngsu hyejin jimin yujin yuna taehyun dongwook delacruz de dos da villanueva castillo castro fernandez
gonzales gutierrez ortiz vargas romero alvarez ruiz jimenez moreno munoz alonso navarro dominguez vasquez vazquez
aguilar salazar soriano pascual mercado valdez dizon manalo pangilinan magsaysay tolentino cardoso carvalho barbosa
teixeira moreira monteiro nogueira nunes pires rocha santana soares tavares vieira azevedo andrade barros borges brito
campos correia cunha duarte freitas machado marques mendes miranda aparecida conceicao marcelo marcia jorge luiz luiza
luciana lucia adriana adriano alessandra alexandre aline amanda andre andreia angela antonia augusto cristina
cristiane claudia claudio daniela danilo edson eduarda fabiana felipe flavia flavio francisca gabriela guilherme
gustavo igor isabel juliano larissa leandro leonardo leticia mateus matheus natalia paula rafaela renata renato
roberta roberto rogerio sandra simone sonia tatiana thiago tiago vanessa vinicius vitor viviane wagner wellington
angelica analyn arnel arlene cecilia christine corazon divina edgar emma esperanza estrella evangeline fe felicidad
florencia gloria imelda jasmine jayson jerome jocelyn josephine jovelyn joseph junjun lorna lourdes luzviminda maribel
maricel marites marilou marivic melissa milagros myrna noel norma ofelia raquel raymond rosalinda rosario rowena
rosemarie teresita veronica virginia vivian wilma yolanda ram hari krishna laxmi sita gita anil anita sunil sunita
rajesh ramesh suresh mahesh dinesh mukesh rakesh sanjay vijay ajay amit ashok arjun deepak dipak prakash pradeep
prasad priya pooja puja nabin manoj santosh bishnu bishwakarma kc khatri magar lama poudel paudel bhandari bhattarai
bhatta dahal gautam ghimire koirala lamichhane oli pandey pant panta rijal sapkota subedi sherpa basnet khadka acharya
maharjan pun chhetri rana shah yadav jha mishra verma reddy rao nair menon pillai das dey ghosh bose banerjee
chatterjee roy sarkar chowdhury akter begum khatun hossain uddin miah mia hasan abdul abdullah ibrahim ismail omar
osman usman imran iqbal aslam akram bilal faisal farooq fatima aisha amina yusuf rashid salim tariq javed nadeem
shahid sheikh malik butt dissanayake jayawardena wickramasinghe rajapaksa kumara nimal chaminda priyantha setiawan
wijaya susanto santoso nugroho nugraha pratama putra putri purnomo prabowo rahmat ramadhan rizki saputra sari siti sri
suharto hidayat kusuma kurniawan gunawan hermawan hendra irfan iwan joko dewi dian dimas dwi eko fajar fitri fitriani
agus agung adi arif ayu bambang budi lestari nur nurul ratna rina rudi slamet wahyu wahyuni wayan made nyoman ketut
yanto aung win myo kyaw zaw thein htun tun naing moe hla khin mya nyein thida thandar zin phyo nway htet soe wai lwin
maung thant somchai somsak suphaporn suda wanna chaiwat nattapong nattapon pornthip siriporn sunisa kanya kittipong
anucha apichat wichai prasert piyawat bat bayar bold dorj enkh enkhbayar erdene ganbat ganbold munkh naran oyun tseren
sukhbaatar temujin batbayar batbold ivanov ivanova petrov petrova smirnov smirnova kuznetsov kuznetsova popov popova
sokolov sokolova mikhailov volkov fedorov morozov alexander alexandr alexey alexei andrei andrey anastasia anton boris
daria dmitry dmitri ekaterina evgeny galina irina ivan kirill konstantin ksenia larisa maxim mikhail nikita nikolai
oleg oksana olga pavel polina roman ruslan sergei sergey svetlana vera victor viktor viktoria vladimir yana yuri yulia
aaron abigail alan albert alexandra alexis amber amy andrea ann anne arthur ashley barbara benjamin betty beverly
bradley brandon brenda brittany bruce bryan carl carol carolyn catherine charlotte cheryl christian christina
christopher cynthia dan deborah debra denise dennis diana diane donald donna dorothy douglas dylan eric ethan eugene
evelyn frances frank gary gerald gregory hannah harold heather helen isaac jack jacob jacqueline janet janice jason
jean jeffrey jeremy jerry jesse jill joan joe jonathan jordan joshua joyce judith judy julie justin katherine kathleen
kathryn kathy keith kelly kenneth kimberly kyle larry laura lauren lawrence linda logan louis madison margaret marie
marilyn martha megan nancy natalie nathan nicholas nicole noah olivia pamela patrick philip rachel ralph randy rebecca
roger ronald russell ruth ryan samantha samuel sara sean sharon shirley stephanie stephen susan teresa terry theresa
timothy tyler victoria vincent walter wayne zachary campbell carter collins cook cooper evans edwards foster gray hall
hill howard hughes king mitchell morgan morris murphy parker phillips roberts rogers stewart turner ward watson white
wood wright bailey bell bennett pierre jacques francois michel claude camille sebastien nicolas laurent olivier
philippe dubois dupont durand moreau leroy lefebvre bernard hans klaus jurgen wolfgang stefan andreas matthias tobias
sebastian sabine heidi schmidt schneider schulz muller mueller fischer weber meyer becker hoffmann
"""
FOREIGN_ROMAN = frozenset(_ROMAN.split())
_KANJI = """
王 李 張 劉 陳 楊 趙 黄 周 呉 徐 孫 朱 馬 胡 郭 何 高 林 羅 鄭 梁 謝 宋 唐 許 鄧 韓 曹 曾 彭 蕭 蔡 潘 田 董 袁 金 朴
崔 姜 尹 申 柳 洪 全 権 安 文 孔 郝 于 葉 蒋 蔣 杜 蘇 魏 程 呂 沈 任 姚 盧 傅 鍾 鐘 譚 廖 范 汪 陸 戴 賈 韋 邱 侯 鄒
熊 孟 秦 白 閻 薛 尤 雷 黎 陶 賀 顧 龔 邵 萬 覃 武 銭 錢 厳 嚴 莫 湯 温 康 施 樊 葛 邢 斉 齊 易 喬 伍 龐 顔 倪 荘 莊
聶 魯 岳 翟 殷 詹 欧 歐 耿 蘭 兪 俞 甘 寧 舒 阮 柯 紀 凌 畢 單 裴 霍 翁 藍 辛 靳 管 蒙 鮑 祁 饒 牟 艾 繆 簡 芦 褚 婁
竇 戚 岑 卜 晏 柏 宗 瞿 桂 佟 臧 閔 苟 鄔 卞 欒 隋 沙 巫 甄 叢 虞 敖 巩 佘 池 鄺 楚 譙 闕 涂 粘 阙 龙 闞 鞠 隗 酈 酆
甯 昝 郜 逯 蔺 藺 卻 郗 郤 權 具 裵 禹 玄 廉 廬 愼 邕 琴 咸 賓 芮 庾 桓 南宮 皇甫 鮮于 諸葛 司空 獨孤 司馬 欧陽 歐陽
上官 夏侯 尉遅 慕容 長孫 端木 令狐 公孫 宇文 呼延 申屠 完顔
"""
FOREIGN_KANJI = frozenset(_KANJI.split())
