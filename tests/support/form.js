// A drafter at the page: chooses, writes each field's own example, and reads what stands there. Asked by support/form.py.
choices => {
  const at = id => document.getElementById(id);
  const seen = one => one && !one.closest("[hidden]");
  const put = (one, value) => {
    one.value = value;
    one.dispatchEvent(new Event("input", {bubbles: true}));
  };
  const tick = (one, on = true) => {
    if (one.checked !== on) one.click();
  };
  const padded = one => String(one).padStart(2, "0");

  // The example's next stretch that a control can hold, and the rest.
  const split = (one, rest) => {
    rest = rest.replace(/^(、|から)/, "");
    const time = rest.match(/^(\d+)月(\d+)日（.）午(前|後)(\d+)時(?:(\d+)分)?ころ/);
    if (one.type === "datetime-local") {
      const hour = Number(time[4]) + (time[3] === "後" ? 12 : 0);
      return [`2026-${padded(time[1])}-${padded(time[2])}T${padded(hour)}:${padded(time[5] ?? 0)}`, rest.slice(time[0].length)];
    }
    const day = rest.match(/^(\d+)月(\d+)日（.）/);
    if (one.type === "date") return [`2026-${padded(day[1])}-${padded(day[2])}`, rest.slice(day[0].length)];
    if (one.type === "number") return [rest.match(/^\d+/)[0], ""];
    if (one.tagName !== "SELECT") return [rest, ""];
    const fits = [...one.options].map(option => option.value).filter(value => value && rest.startsWith(value));
    const best = fits.sort((a, b) => b.length - a.length)[0] ?? "";
    return [best, rest.slice(best.length)];
  };

  const fill = field => {
    const sentence = field.querySelector("fieldset > label > input[type=checkbox]");
    const example = field.querySelector(".hint").textContent.replace(/^例：/, "");
    if (field.tagName === "FIELDSET" && example.endsWith("。")) return tick(sentence);
    let rest = example;
    for (const one of field.querySelectorAll("select:not([aria-label]), input:not([type=checkbox])")) {
      const [value, left] = split(one, rest);
      rest = left;
      put(one, value);
    }
  };

  return choices.map(chosen => {
    for (const one of document.querySelectorAll("input[type=checkbox]")) tick(one, one.closest("#boxes") !== null);
    for (const id of ["unit", "case", "content", "way"]) put(at(id), chosen[id]);
    for (const one of document.querySelectorAll("#boxes label"))
      if (/ありがとう|お礼/.test(one.textContent)) tick(one.querySelector("input"));
    for (const one of chosen.ticks ?? []) tick(document.querySelector(one));
    if (chosen.scope) {
      for (const one of document.querySelectorAll("[name=station]")) tick(one, chosen.scope.includes(one.value));
      tick(at("prefecture"), chosen.scope === "prefecture");
    }
    for (const [id, value] of Object.entries(chosen.items)) if (seen(at(id))) put(at(id), value);
    if (!chosen.bare) document.querySelectorAll(".field").forEach(fill);
    return {
      path: at("path").textContent,
      text: at("file").value,
      agree: at("agree").textContent,
      left: at("left").textContent,
      subject: at("subject").textContent,
      href: at("open").href,
    };
  });
}
