// Text that leaves the page: to the printer, with nothing else on the paper, or as a file into the user's hand.

/** Print a plain text: lines that begin with “# ” and “## ” are headings, “- ” points. Nothing else of the page is on the paper. */
export function printText(text) {
  const sheet = document.createElement("div");
  sheet.className = "vr-paper";
  sheet.append(...lines(text));
  print(sheet);
}

/** Print a page that a route gave as HTML of our own making. It is parsed, never run: no scripts, and only its body is taken. */
export function printPage(html) {
  const sheet = document.createElement("div");
  sheet.className = "vr-paper";
  const read = new DOMParser().parseFromString(html, "text/html");
  read.querySelectorAll("script, iframe, object, embed, link, img, form").forEach((node) => node.remove());
  sheet.append(...[...read.body.childNodes].map((node) => document.importNode(node, true)));
  print(sheet);
}

/** Put a file into the user's downloads. `content` is text or bytes. */
export function saveFile(name, content, kind = "text/plain;charset=utf-8") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const RULES = ".vr-paper{display:none}@media print{body>*:not(.vr-paper){display:none!important}html,body{height:auto!important;overflow:visible!important;background:#fff!important}.vr-paper{display:block;color:#000;font:11pt/1.5 Georgia,serif}.vr-paper h1{font-size:17pt;line-height:1.25;margin:0 0 10pt}.vr-paper h2{font-size:13pt;margin:14pt 0 4pt;break-after:avoid}.vr-paper h3{font-size:11pt;margin:10pt 0 3pt;break-after:avoid}.vr-paper p,.vr-paper ul{margin:0 0 7pt}.vr-paper ul{padding-left:16pt;list-style:disc}.vr-paper li{break-inside:avoid}.vr-paper table{border-collapse:collapse;width:100%}.vr-paper th,.vr-paper td{padding:4pt 8pt 4pt 0;border-bottom:1px solid #999;text-align:left;vertical-align:top}.vr-paper blockquote{margin:0 0 7pt;padding-left:8pt;border-left:2px solid #999;white-space:pre-wrap}@page{margin:18mm}}";

function print(sheet) {
  const style = document.createElement("style");
  style.textContent = RULES;
  document.head.append(style);
  document.body.append(sheet);
  addEventListener("afterprint", () => { sheet.remove(); style.remove(); }, { once: true });
  window.print();
}

function lines(text) {
  const made = [];
  for (const block of text.split(/\n{2,}/)) {
    for (const line of block.split("\n").filter(Boolean)) {
      const [, mark, words] = /^(#{1,3} |- )?(.*)$/s.exec(line);
      if (mark === "- ") { if (made.at(-1)?.tagName !== "UL") made.push(document.createElement("ul")); made.at(-1).append(node("li", words)); }
      else made.push(node(mark ? `h${mark.length - 1}` : "p", words));
    }
  }
  return made;
}

function node(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}
