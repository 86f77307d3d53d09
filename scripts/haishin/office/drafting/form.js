"use strict";
// Puts what was chosen and written into the texts that the page brings along. What may be written is judged by CI, and
// who must agree stands in a table of data: nothing of either is decided here. What is typed leaves by the clipboard alone.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = id => document.getElementById(id);
  const all = which => [...document.querySelectorAll(which)];
  const MARK = /＜＜([^＜＞\n]+)＞＞/g;
  const mark = label => `＜＜${label}＞＞`;

  // --- words -----------------------------------------------------------------------------------------

  // The clock on the wall in Japan, as the fields for times have it: 2026-11-25T16:05.
  const now = () => new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 16);
  const time = (value, open) => (value ? `${value}+09:00` : open);
  const day = value => {
    const [year, month, date] = value.split(/\D/).map(Number);
    return `${month}月${date}日（${"日月火水木金土"[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]}）`;
  };
  const moment = value => {
    const [hour, minute] = value.slice(11).split(":").map(Number);
    return `${day(value)}${hour < 12 ? "午前" : "午後"}${hour % 12}時${minute ? `${minute}分` : ""}ころ`;
  };
  // A value of the front matter: in quotation marks where YAML would read it otherwise.
  const scalar = value =>
    /^[\s!-\/:-@[-`{-~]|[,{}[\]"]|:(\s|$)|\s(#|$)/.test(value) ? JSON.stringify(value) : value;
  const quoted = text => `「${text.replace(/^「|」(?:など)?と?$/g, "")}」`;
  const DRILL = "訓練のため、110番通報はしないでください。";
  const THANKS = /ありがとう|お礼を/; // to whom it is due, the drafter knows
  // Without the end that the next words repeat: 駐車場付近で + で、; 切りつけた事件 + 事件が.
  const fitted = (word, after) => {
    for (let size = Math.min(6, after.length, word.length - 1); size > 0; size--)
      if (word.endsWith(after.slice(0, size)) && (size > 1 || "でがへにをはのし".includes(after[0]))) return word.slice(0, -size);
    return word;
  };
  const escaped = word => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // The title without what is put before it by itself: 下校中の児童に対する声かけ事案の発生 → 下校中の児童に
  const mended = title => {
    const joints = {"に対する": "に", "における": "で", "での": "で", "による": "で"};
    for (const label of labels().filter(([, needed]) => !needed.length).map(([say]) => escaped(say))) {
      const short = title
        .replace(new RegExp(`^[【［〔[（(]${label}[】］〕\\]）)]\\s*`), "")
        .replace(new RegExp(`(に対する|における|での|による|の)?${label}(事案|事件|事故)?(の|が)?(連続)?(発生|多発)?$`),
          (found, joint) => joints[joint] ?? "");
      if (short.trim()) title = short;
    }
    return title;
  };

  // --- what was chosen -------------------------------------------------------------------------------

  const unit = () => data.units[at("unit").value];
  const cases = () => data.situations[at("case").value] ?? [];
  const situation = () => cases().find(one => one.content === at("content").value);
  const way = () => data.ways.findIndex(([code]) => code === at("way").value);
  const marks = () => ({...words().marks, ...situation().marks}); // label → its example
  const stopped = () => Boolean(first.stopped) && at("way").value === "correction";
  // What a new mail of the matter asks, which may stand in what follows it.
  const requests = () =>
    data.texts[situation().texts[0]].lines.flat().filter(one => Array.isArray(one) && /^(?!- ).*ください/.test(one[0]));
  const words = () => {
    const said = stopped() ? data.stopped : data.texts[situation().texts[way()]];
    return {...said, lines: said.lines.map(line => line.flatMap(one => (one === mark("いつものお願い") ? requests() : [one])))};
  };
  const labels = () => data.labels[situation().labels];
  // Whether every sentence of a label may be left out: it stands neither in the title nor in the first sentence.
  const loose = label =>
    words().lines.flat(2).some(one => one.includes(mark(label))) &&
    !`${words().title}${words().lines[0][0]}`.includes(mark(label));
  const head = () => data.heads[situation().heads[way()]];
  const asks = item => head().includes(`{{${item}}}`);
  const stations = () => all("[name=station]:checked").map(one => one.value);
  const shown = one => !one.closest("[hidden]");
  const waived = rule => all("[name=waiver]:checked").some(one => one.value === rule && shown(one));
  // The number of another mail, out of whatever was pasted: its file, its path, its page.
  const alert = () => at("alert").value.normalize("NFKC").toLowerCase().match(/\d{8}-\d{4}-[a-z0-9-]+/)?.[0];

  // --- the fields of the wording -----------------------------------------------------------------------

  const typed = new Map(); // label → {values, left out}: kept when another row asks for the same
  const kept = label => typed.get(label) ?? typed.set(label, {values: [], out: false}).get(label);
  const made = (name, attributes = {}, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };
  const parts = label => data.fields[label] ?? {parts: [{as: "text"}]};
  const optional = label => Boolean(data.fields[label]?.optional) && loose(label);
  const isSentence = label => marks()[label].endsWith("。");
  // Of advice alone the example may be taken as it is: what happened is another's there.
  const advice = label => [{as: "boxes", choices: [marks()[label]]}, {as: "text", name: "ほかの文"}];
  const controls = label => (parts(label).parts[0].as === "advice" ? advice(label) : parts(label).parts);
  const towns = () => {
    const chosen = at("prefecture").checked ? [] : stations();
    return chosen.length ? chosen.flatMap(one => data.units[one]?.towns ?? []) : data.towns;
  };

  // To several stations: a town of one and a town of another.
  const pairs = () => {
    const own = [...new Set(towns())], several = !at("prefecture").checked && stations().length > 1 && own.length < 9;
    return several ? own.flatMap((one, index) => own.slice(index + 1).map(other => `${one}と${other}`)) : [];
  };
  // The unit by its name; where residents are asked to tell it something, with the other stations of the scope.
  const signed = text => {
    const near = stations(), several = !at("prefecture").checked && near.length < 4 && near.includes(at("unit").value);
    const asked = several ? near.map(one => data.units[one].name).join("・") : unit().name;
    return text.replace(/\{\{unit\}\}(?=[^。\n]*ください)/g, asked).replaceAll("{{unit}}", unit().name);
  };

  const town = () => ("市町村" in marks() && value("市町村")) || "";

  // What was written for a label, or null while something of it is open.
  const value = label => {
    const {values} = kept(label), {form} = parts(label);
    const said = controls(label).map(({as}, index) => {
      const one = values[index];
      if (as === "boxes") return (one ?? []).filter(sentence => sentence === marks()[label]).join("");
      const text = (one ?? "").trim();
      if (!text) return "";
      return as === "time" ? moment(text) : as === "day" ? day(text) : as === "quote" ? quoted(text) : text.replace(/\s*\n\s*/g, "");
    });
    if (form) {
      const open = !said.some(Boolean) || controls(label).some(({as}, index) => as === "day" && !said[index]);
      return open ? null : form.replace(/\{(\d)\}/g, (hole, number) => said[number - 1] ?? hole);
    }
    let text = "";
    for (const word of said.filter(Boolean)) text += text && !/[の。]$/.test(text) && !/^（/.test(word) ? `、${word}` : word;
    if (label === "町名") text = text.replace(new RegExp(`^${escaped(town())}`), "").replace(/地内$/, "");
    if (label === "先のメールの件名") text = mended(text);
    return text && isSentence(label) && !text.endsWith("。") ? `${text}。` : text || null;
  };

  const named = () => asks("consent") && at("consent").value === "given+named";
  const written = label => value(label) ?? mark(label);
  const filled = text => text.replace(MARK, (found, label, from) =>
    label in marks() ? fitted(written(label), text.slice(from + found.length)) : found);
  const naming = text => (named() ? text.replace(mark("捜している方"), `${mark("氏名")}さん（${mark("捜している方")}）`) : text);
  const out = text => [...text.matchAll(MARK)].some(([, label]) => loose(label) && (optional(label) ? value(label) === null : kept(label).out));

  // The sentence, or the title, round the hole of a label, with what is written beside it.
  const frame = label => {
    const sentences = words().lines.flat(2);
    const round = [...sentences, words().title].find(one => one.includes(mark(label))) ?? "";
    const [before, ...after] = round.split(mark(label));
    const beside = text =>
      signed(text).replace(MARK, (found, other) => (other in marks() ? value(other) : null) ?? "…");
    return {before: beside(before).slice(-20), after: beside(after.join(mark(label))).slice(0, 20)};
  };
  const frames = () => {
    for (const box of all("[data-label]")) {
      const {label} = box.dataset, {before, after} = frame(label), line = box.querySelector(".frame");
      line.hidden = !before && !after;
      line.replaceChildren(before, made("b", {}, `［${value(label) ?? "　"}］`), after);
      const late = box.querySelector(".late");
      late.textContent = parts(label).parts[0].as === "time" ? wrong(label, kept(label).values[0] ?? "", after) : "";
    }
  };
  // What is told at once of a time that cannot be: of a mail that went, or of what happened (and does not begin only).
  const wrong = (label, typed, after) => {
    const began = at("alert").value && alert() ? alert().replace(/^(....)(..)(..)-(..)(..).*/, "$1-$2-$3T$4:$5") : "";
    if (!typed || after.startsWith("から")) return "";
    if (typed > now()) return "いまより先の時刻です。見直してください。";
    if (label.startsWith("先の"))
      return typed < began ? "先のメールの番号の時刻より前です。事案の時刻ではなく、メールを配信した時刻を書いてください。" : "";
    return asks("recognized_at") && at("recognized").value && typed > at("recognized").value
      ? "認知した日時より後です。どちらかを直してください。"
      : "";
  };

  const control = (label, {as, name, choices}, index) => {
    const values = kept(label).values, id = `f-${label}-${index}`;
    const keep = event => (values[index] = event.target.value);
    if (as === "boxes") {
      values[index] ??= [];
      return choices.map(sentence => {
        const box = made("input", {type: "checkbox", checked: values[index].includes(sentence)});
        box.addEventListener("input", () => (values[index] = box.checked ? [sentence] : []));
        return made("label", {}, box, sentence);
      });
    }
    const told = name ?? label;
    const options = as === "town" ? [...new Set(towns()), ...pairs()] : choices ?? [];
    if (as === "choice" || as === "town") {
      if (as === "town" && values[index] === undefined && options.length === 1) values[index] = options[0];
      const select = made("select", {id}, new Option("選んでください", ""), ...options.map(one => new Option(one, one)));
      select.value = options.includes(values[index]) ? values[index] : (values[index] = "");
      select.addEventListener("input", keep);
      return [made("label", {htmlFor: id}, told), select];
    }
    const type = {time: "datetime-local", day: "date", number: "number"}[as] ?? "text";
    const input = made("input", {id, type, value: values[index] ?? ""});
    input.addEventListener("input", keep);
    const shownName = made("label", {htmlFor: id}, told);
    if (!options.length) return [shownName, input];
    const offer = made("select", {}, new Option("候補から選ぶ", ""), ...options.map(one => new Option(one, one)));
    offer.setAttribute("aria-label", `${told}の候補`);
    offer.addEventListener("input", () => (input.value = values[index] = offer.value || input.value));
    return [shownName, offer, input];
  };

  const field = label => {
    const example = marks()[label], several = controls(label).length > 1;
    const box = made(several ? "fieldset" : "div", {className: "field"});
    if (several) box.append(made("legend", {}, label));
    box.dataset.label = label;
    box.append(...controls(label).flatMap((one, index) => control(label, one, index)));
    const hint = made("p", {className: "hint", id: `h-${label}`}, example ? `例：${example}` : "承認する人に分かるように");
    const round = made("p", {className: "frame", id: `w-${label}`});
    const late = made("p", {className: "note late", id: `l-${label}`, role: "status"});
    box.append(hint, round, late);
    for (const one of box.querySelectorAll("input, select"))
      one.setAttribute("aria-describedby", `${hint.id} ${round.id} ${late.id}`);
    if (optional(label)) box.append(made("p", {className: "hint"}, "空けておくと、この文は載りません。"));
    else if (loose(label)) {
      const none = made("input", {type: "checkbox", checked: kept(label).out});
      none.addEventListener("input", () => (kept(label).out = none.checked));
      box.append(made("label", {}, none, `分からない・書かない（${label}）`));
    }
    return box;
  };

  // One field a label, and one box a sentence of advice; drawn anew when the wording or the towns change.
  let drawn = "", begun = false;
  const ticks = new Map(); // a sentence → whether it stands, once somebody said so
  // An exercise asks nobody for a call, unless somebody wants it.
  const unasked = sentence => THANKS.test(sentence) || (at("exercise").checked && /110番/.test(sentence));
  const stands = sentence => ticks.get(sentence) ?? (sentence === DRILL || !unasked(sentence));
  const draw = () => {
    const key = JSON.stringify([at("case").value, at("content").value, at("way").value, stopped(), towns(), at("exercise").checked]);
    if (key === drawn) return;
    drawn = key;
    at("fields").replaceChildren(...Object.keys(marks()).map(field));
    const sentences = words().lines.flat().filter(Array.isArray).map(([sentence]) => sentence);
    if (at("exercise").checked) sentences.push(DRILL);
    at("boxes").replaceChildren(
      ...sentences.map(sentence => {
        const box = made("input", {type: "checkbox", checked: stands(sentence)});
        box.addEventListener("input", () => ticks.set(sentence, box.checked));
        return made("label", {}, box, signed(sentence.replace(/^- /, "")));
      })
    );
  };

  // --- the file ----------------------------------------------------------------------------------------

  const scope = () => {
    if (at("prefecture").checked) return "prefecture";
    return stations().length ? `[${stations().join(", ")}]` : data.open.scope;
  };
  const press = () => {
    const chosen = at("press").value;
    if (!chosen) return data.open.press;
    if (data.unreleased.includes(chosen)) return chosen;
    const when = at("press-at").value ? `at: ${time(at("press-at").value)}, ` : "";
    return `{${when}${at("press-by").checked ? "by: unit, " : ""}consistent: ${chosen}}`;
  };
  const consent = () => {
    const [state, names] = at("consent").value.split("+");
    if (!state) return data.open.consent;
    if (state !== "given") return `{state: ${state}}`;
    const until = names ? `, names: [${mark("氏名")}], until: ${at("consent-until").value || mark("最後の日")}` : "";
    const by = at("relation").value || mark("続柄");
    return `{state: given, by: ${by}, at: ${time(at("consent-at").value, mark("了解の日時"))}${until}}`;
  };
  const reason = rule => scalar(at(`why-${rule}`).value.trim() || mark("例外の理由"));
  const waivers = () => {
    const rules = Object.keys(data.waivers).filter(waived);
    const lines = rules.map(rule => data.waiver.replace("%s", rule).replace(mark("例外の理由"), reason(rule)));
    return lines.length ? `waivers:\n${lines.join("\n")}\n` : "";
  };
  const more = () =>
    (at("disclose").checked ? `disclose: [{text: ${mark("載せる文字")}, ground: ${at("ground").value}}]\n` : "") +
    (at("later").value ? `not_before: ${time(at("later").value)}\n` : "") +
    (at("exercise").checked ? "exercise: true\n" : "");

  const body = () => {
    const lines = [];
    for (const line of words().lines) {
      const left = line.filter(part => (Array.isArray(part) ? stands(part[0]) : !out(part))).flat();
      if (left.length || !line.length) lines.push(left.join(""));
    }
    const own = at("own-act").value.trim().replace(/[^。]$/, "$&。");
    const asked = (at("exercise").checked && stands(DRILL) ? DRILL : "") + own;
    // Beside the other advice; below the report or a list in a paragraph of its own.
    if (asked && lines.length > 1 && lines.at(-1) && !lines.at(-1).startsWith("- ")) lines.push(lines.pop() + asked);
    else if (asked) lines.push("", asked);
    return lines
      .join("\n")
      .replace(/^## .*\n+(?!- |\n)/gm, "") // a head of which nothing is left
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  };

  // The municipality first, unless the one station before the title says it.
  const placed = text => {
    const said = stations().length === 1 && !at("prefecture").checked && towns().length === 1;
    const first = mark("町名"), own = town();
    const named = said && own.startsWith(data.units[stations()[0]].short);
    return own && !named && text.startsWith(first) ? own + text : text;
  };
  let ownTitle = "";
  const title = () => ownTitle || mended(filled(placed(signed(words().title))));
  // The subject as residents get it.
  const subject = () => {
    const [, , sign] = data.ways[way()], said = [];
    for (const [say, needed, more] of labels()) {
      if (needed.length && !needed.some(word => title().includes(word))) continue;
      said.push(say);
      if (!more) break;
    }
    const over = said.length > 1 && at("way").value === data.signs.over;
    const signs = [at("exercise").checked ? data.signs.exercise : "", over ? "" : sign, ...said].filter(Boolean);
    const places = Object.keys(data.units).filter(one => stations().includes(one)).map(one => data.units[one].short);
    const where = at("prefecture").checked ? data.signs.whole : places.slice(0, 3).join("・") + (places.length > 3 ? "ほか" : "");
    return `${signs.map(one => `【${one}】`).join("")}${where}：${title()}`;
  };

  const text = () => {
    const [category, name] = at("case").value.split("/");
    const items = {
      ...data.open,
      category,
      case: name,
      content: situation().content,
      title: scalar(title()),
      scope: scope(),
      recognized_at: time(at("recognized").value, data.open.recognized_at),
      press: press(),
      consent: consent(),
      expires_at: time(at("expires").value, data.open.expires_at),
      waivers: waivers() + more(),
      alert: alert() ?? data.open.alert,
    };
    const top = `${head()}${data.ways[way()][1]}{{waivers}}`
      .replace(/\{\{([a-z_]+)\}\}/g, (slot, item) => items[item] ?? slot)
      .replace(MARK, (found, label) => (label in marks() ? scalar(written(label)) : found));
    return `---\n${top}---\n${filled(signed(naming(body())))}\n`;
  };

  // --- what follows from it ------------------------------------------------------------------------------

  const agreed = () => {
    const others = stations().filter(one => one !== at("unit").value);
    const everywhere = at("prefecture").checked || (!unit().station && stations().length === data.stations);
    if (!everywhere && !stations().length) return "";
    const width = everywhere ? -1 : unit().station ? Math.min(others.length, 2) : 0;
    const rows = data.agree.rows[data.agree.units[unit().agree][situation().agree]];
    const hours = waived("delivery-hours") ? (at("exercise").checked ? 2 : 1) : 0;
    const family = waived("consent") ? (at("consent").value === "refused" ? 2 : 1) : 0;
    const said = data.agree.said[rows.at(width)[hours][family] ?? rows.at(width)[hours][0]];
    return said.replaceAll("{{unit}}", unit().name).replaceAll("{{other}}", data.units[others[0]]?.name ?? "");
  };

  const printed = () => {
    const row = data.rows[at("case").value.split("/")[0]];
    at("printed").replaceChildren(
      made("strong", {}, `別表：${row.name}`),
      ...row.printed.map(line => made(line.startsWith("※") ? "strong" : "span", {}, line))
    );
  };

  const consequences = () => {
    const chosen = situation(), when = now(), clock = (at("later").value || when).slice(11);
    const closed = clock < data.hours[0] || clock >= data.hours[1];
    const states = ["pending", "refused", "nobody"];
    at("arrest").hidden = !chosen.arrest || at("exercise").checked;
    at("drill").hidden = !at("exercise").checked;
    at("ahead").hidden = at("recognized").value <= when;
    at("closed").hidden = !closed || waived("delivery-hours");
    at("urgent").hidden = !chosen.urgent;
    at("morning").hidden = at("urgent").hidden || at("closed").hidden;
    at("deciding").hidden = !chosen.urgent || at("press").value !== "undecided";
    at("undecided").hidden = at("press").value !== "undecided";
    at("differs").hidden = at("press").value !== "no";
    at("unwritten").hidden = at("press").value !== "not-yet";
    at("release").hidden = ["", ...data.unreleased].includes(at("press").value);
    at("named").hidden = at("consent").value !== "given+named";
    at("given").hidden = !at("consent").value.startsWith("given");
    for (const state of states) at(state).hidden = at("consent").value !== state;
    at("disclosed").hidden = !at("disclose").checked;
    for (const rule of Object.keys(data.waivers)) at(`because-${rule}`).hidden = !waived(rule);
    at("agree").textContent = agreed();
    printed();
  };

  // A button that leads to what is still open, or its name where it is written on the forge's page.
  const leap = label => {
    const field = all("[data-label]").find(one => one.dataset.label === label);
    const reasons = label === "例外の理由" ? all("[id^=why-]") : [];
    const item =
      field?.querySelector("input, select") ?? reasons.find(one => shown(one) && !one.value) ?? at(data.items[label]);
    if (!item) return `${label}（開いた画面で書きます）`;
    return made("button", {type: "button", onclick: () => item.focus()}, label);
  };

  const update = () => {
    const chosen = situation(), ready = Boolean(unit() && chosen);
    at("unchosen").hidden = ready;
    at("result").hidden = at("wording").hidden = at("printed").hidden = at("bar").hidden = !ready;
    at("follows").hidden = !at("way").value;
    at("unread").hidden = !at("alert").value.trim() || Boolean(alert());
    if (!ready) return;
    for (const one of all("[data-item]")) one.hidden = !asks(one.dataset.item);
    const bound = chosen.arrest && !at("exercise").checked;
    for (const one of at("press").options) one.hidden = one.disabled = bound && one.value === "none";
    if (at("press").selectedOptions[0].disabled) at("press").value = "";
    draw();
    consequences();
    frames();
    if (!ownTitle) at("title").value = title();
    const shownSubject = [...subject()];
    at("subject").replaceChildren(made("b", {}, shownSubject.slice(0, 20).join("")), shownSubject.slice(20).join(""));
    at("long").textContent = `${[...title()].length}字。受信の一覧に出るのは、件名全体の初めの20字（下の太字）です。`;
    const stamp = now().replace(/[-:]/g, "").replace("T", "-");
    const id = `${stamp}-${`${at("case").value.split("/")[1]}-${at("unit").value}`.slice(0, 50)}`;
    const path = `alerts/${at("unit").value}/${stamp.slice(0, 4)}/${id}.md`;
    at("open").href = `${data.page}?filename=${encodeURIComponent(path)}`;
    at("path").textContent = path;
    at("id").textContent = id;
    at("file").value = text();
    const open = [...new Set([...at("file").value.matchAll(MARK)].map(([, label]) => label))];
    const still = open.length ? `まだ${open.length}か所` : "";
    at("open").textContent = `全文を写して、新しいファイルの画面を開く${still && `（${still}）`}`;
    at("to-open").textContent = still ? `空いている所：${open.length}か所` : "空いている所は、ありません";
    at("left").textContent = open.length ? `まだ、次の${open.length}か所が空いています。` : "空いている所は、ありません。";
    at("open-marks").replaceChildren(...open.map(label => made("li", {}, leap(label))));
    at("copied").textContent = "";
  };

  const contents = () =>
    at("content").replaceChildren(...cases().map(one => new Option(data.contents[one.content], one.content)));
  const home = () => {
    for (const one of all("[name=station]")) one.checked = one.value === at("unit").value;
    at("prefecture").checked = false;
  };

  // Synchronous: once the forge's page is in front, nothing may be copied any more.
  const copy = () => {
    update(); // the page may have been open for long: the time is that of the click
    at("file").select();
    if (!document.execCommand("copy")) navigator.clipboard?.writeText(at("file").value);
    const open = at("open-marks").children.length;
    const still = open ? `まだ${open}か所が空いています。` : "";
    at("copied").textContent = `写しました。${still}開いた画面の大きな欄に貼り付けてください。`;
  };

  // --- the mail that went: behind the #, which no server sees --------------------------------------------

  const given = location.hash.slice(1);
  const first = given.includes("=") ? Object.fromEntries(new URLSearchParams(given)) : {unit: given};
  const begin = () => {
    if (first.unit in data.units) at("unit").value = first.unit;
    home();
    if (!first.alert) return contents();
    const [category] = (first.case ?? "").split("/");
    const bound = first.way !== "resolution"; // any other keeps the first mail's category
    for (const one of at("case").options)
      one.hidden = one.disabled = bound && Boolean(one.value) && !one.value.startsWith(`${category}/`);
    at("case").value = first.case in data.situations ? first.case : "";
    contents();
    if (cases().some(one => one.content === first.content)) at("content").value = first.content;
    if (data.ways.some(([code]) => code === first.way)) at("way").value = first.way;
    at("alert").value = first.alert;
    at("exercise").checked = Boolean(first.exercise);
    at("prefecture").checked = first.scope === "prefecture";
    for (const one of all("[name=station]")) one.checked = (first.scope ?? "").split(",").includes(one.value);
    const name = at("case").selectedOptions[0].text.replace(/[（(：].*/, "");
    const told = {
      "先のメールを配信した日時": first.sent,
      "先のメールの件名": first.title,
      "先のメールの場所": first.place,
    };
    if (!first.stopped && at("case").value && !at("case").value.endsWith("/other")) told["先のメールの事案"] = name;
    for (const [label, word] of Object.entries(told)) if (word) kept(label).values[0] = word;
    at("first").hidden = false;
    at("first").textContent = first.stopped
      ? `止めたメール（${first.alert}）の日時、配信範囲、配信区分だけを引き継いでいます。件名と本文は引き継ぎません。`
      : `先に送ったメール（${first.alert}）から始めています。`;
    history.replaceState(null, "", `#${at("unit").value}`);
  };

  begin();
  at("unit").addEventListener("input", () => (home(), history.replaceState(null, "", `#${at("unit").value}`)));
  at("case").addEventListener("input", contents);
  for (const id of ["case", "content", "way"]) at(id).addEventListener("input", () => (ownTitle = ""));
  at("title").addEventListener("input", () => (ownTitle = at("title").value.trim()));
  at("to-open").addEventListener("click", () => (at("open-marks").querySelector("button") ?? at("open")).focus());
  at("morning").addEventListener("click", () => {
    const late = now().slice(11) >= data.hours[1];
    at("later").value = `${(late ? new Date(Date.now() + 33 * 3600e3).toISOString() : now()).slice(0, 10)}T${data.hours[0]}`;
    update();
  });
  at("form").addEventListener("input", () => ((begun = true), update()));
  addEventListener("beforeunload", event => begun && event.preventDefault()); // a reload would lose what was written
  at("form").addEventListener("submit", event => event.preventDefault());
  at("open").addEventListener("click", copy);
  at("recognized").value = now();
  update();
  at("form").hidden = false;
})();
