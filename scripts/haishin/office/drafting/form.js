"use strict";
// Puts what was chosen into the texts that the page brings along. What may be written is judged by CI, not here.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const at = id => document.getElementById(id);
  const MARK = /＜＜[^＜＞\n]+＞＞/g;

  // The clock on the wall in Japan, as the fields for times have it: 2026-11-25T16:05.
  const now = () => new Date(Date.now() + 9 * 3600e3).toISOString().slice(0, 16);
  const time = (value, open) => (value ? `${value}+09:00` : open);

  // 11月25日（水）午後4時5分ころ
  const told = value => {
    const [year, month, day, hour, minute] = value.split(/\D/).map(Number);
    const weekday = "日月火水木金土"[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
    const clock = `${hour < 12 ? "午前" : "午後"}${hour % 12}時${minute ? `${minute}分` : ""}ころ`;
    return `${month}月${day}日（${weekday}）${clock}`;
  };

  const unit = () => data.units.find(one => one.id === at("unit").value);
  const cases = () => data.situations[at("case").value] ?? [];
  const situation = () => cases().find(one => one.content === at("content").value);
  // The number of another mail, out of whatever was pasted: its file, its path, its page.
  const alert = () => at("alert").value.normalize("NFKC").toLowerCase().match(/\d{8}-\d{4}-[a-z0-9-]+/)?.[0];

  const scope = () => {
    if (at("prefecture").checked) return "prefecture";
    const chosen = [...document.querySelectorAll("[name=station]:checked")].map(one => one.value);
    return chosen.length ? `[${chosen.join(", ")}]` : data.open.scope;
  };

  const press = () => {
    const value = at("press").value;
    if (!value) return data.open.press;
    if (data.unreleased.includes(value)) return value;
    const when = at("press-at").value ? `at: ${time(at("press-at").value)}, ` : "";
    return `{${when}${at("press-by").checked ? "by: unit, " : ""}consistent: ${value}}`;
  };

  const consent = () => {
    const [state, named] = at("consent").value.split("+");
    if (!state) return data.open.consent;
    if (state !== "given") return `{state: ${state}}`;
    const names = named ? `, names: [＜＜氏名＞＞], until: ${at("consent-until").value || "＜＜最後の日＞＞"}` : "";
    return `{state: given, by: ＜＜続柄＞＞, at: ${time(at("consent-at").value, "＜＜了解の日時＞＞")}${names}}`;
  };

  const waivers = () => {
    const shown = [...document.querySelectorAll("[name=waiver]:checked")].filter(one => !one.closest("[hidden]"));
    return shown.length ? `waivers:\n${shown.map(one => data.waiver.replace("%s", one.value)).join("\n")}\n` : "";
  };

  const text = () => {
    const chosen = situation(), way = at("way").value, words = data.texts[chosen.texts[way]];
    const values = {
      ...data.open,
      title: words.title,
      unit: unit().name,
      scope: scope(),
      recognized_at: time(at("recognized").value, data.open.recognized_at),
      press: press(),
      consent: consent(),
      expires_at: time(at("expires").value, data.open.expires_at),
      waivers: waivers(),
      alert: alert() ?? data.open.alert, // nothing else that is typed goes into an address
    };
    const fill = part => part.replace(/\{\{([a-z_]+)\}\}/g, (slot, name) => values[name] ?? slot);
    const whole = fill(fill(`---\n${data.heads[chosen.heads[way]]}${data.ways[way]}{{waivers}}---\n${words.body}`));
    return at("occurred").value ? whole.replaceAll("＜＜日時＞＞", told(at("occurred").value)) : whole;
  };

  const list = (place, rows) =>
    place.replaceChildren(
      ...rows.map(([mark, hint]) => {
        const item = document.createElement("li"), code = document.createElement("code");
        code.textContent = mark;
        item.append(code, ` ${hint}`);
        return item;
      })
    );

  const update = () => {
    const chosen = situation(), way = at("way").value;
    at("unchosen").hidden = Boolean(unit() && chosen);
    at("result").hidden = !at("unchosen").hidden;
    at("follows").hidden = !way;
    at("unread").hidden = !at("alert").value.trim() || Boolean(alert());
    if (at("result").hidden) return;
    const words = data.texts[chosen.texts[way]], head = data.heads[chosen.heads[way]];
    for (const one of document.querySelectorAll("[data-slot]"))
      one.hidden = !`${head}${words.body}`.includes(one.dataset.slot);
    for (const one of at("press").options) one.hidden = one.disabled = chosen.arrest && data.unreleased.includes(one.value);
    if (at("press").selectedOptions[0].disabled) at("press").value = "";
    at("urgent").hidden = !chosen.urgent;
    at("arrest").hidden = !chosen.arrest;
    at("release").hidden = ["", ...data.unreleased].includes(at("press").value);
    at("named").hidden = at("consent").value !== "given+named";
    at("given").hidden = !at("consent").value.startsWith("given");
    const stamp = now().replace(/[-:]/g, "").replace("T", "-");
    const id = `${stamp}-${`${at("case").value.split("/")[1]}-${unit().id}`.slice(0, 50)}`;
    const path = `alerts/${unit().id}/${stamp.slice(0, 4)}/${id}.md`;
    const file = text();
    const bare = `${data.page}?filename=${encodeURIComponent(path)}`;
    const whole = `${bare}&value=${encodeURIComponent(file)}`;
    const copied = !words.nameless || whole.length >= data.longest;
    at("open").href = copied ? bare : whole;
    at("copying").hidden = !copied;
    at("path").textContent = path;
    at("id").textContent = id;
    at("file").value = file;
    const hints = new Map([...Object.entries(data.hints), ...chosen.examples, ...words.examples]);
    list(at("marks"), [...new Set(file.match(MARK) ?? [])].map(one => [one, hints.get(one)]));
    at("whole").hidden = at("marks").childElementCount > 0;
  };

  const contents = () =>
    at("content").replaceChildren(
      ...cases().map(one => new Option(data.contents[one.content], one.content))
    );

  const home = () => {
    for (const one of document.querySelectorAll("[name=station]")) one.checked = one.value === unit()?.id;
    at("prefecture").checked = false;
  };

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(at("file").value);
    } catch { // a page that came without TLS
      at("file").select();
      document.execCommand("copy");
    }
    at("copied").textContent = "写しました。開いた画面の大きな欄に貼り付けてください。";
  };

  if (data.units.some(one => `#${one.id}` === location.hash)) at("unit").value = location.hash.slice(1);
  at("unit").addEventListener("input", () => (home(), location.replace(`#${at("unit").value}`)));
  at("case").addEventListener("input", contents);
  at("form").addEventListener("input", update);
  at("form").addEventListener("submit", event => event.preventDefault());
  at("open").addEventListener("click", update); // the page may have been open for long: the time is that of the click
  at("copy").addEventListener("click", copy);
  at("recognized").value = now();
  home();
  contents();
  update();
  at("form").hidden = false;
})();
