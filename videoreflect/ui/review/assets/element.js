/* Building the page without innerHTML: text is always text. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an HTML element. `text` and string children become text nodes, never markup.
 * @param {string} tag
 * @param {Object} [settings] attributes; also `text`, `on: {event: listener}`, `value`
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function element(tag, settings = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(settings)) apply(made, name, value);
  for (const child of children.flat()) if (child || child === 0) made.append(child);
  return made;
}

function apply(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "text") made.textContent = value;
  else if (name === "value") made.value = value;
  else if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
  else made.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Make an SVG element.
 * @param {string} tag
 * @param {Object<string, string|number>} [attributes]
 * @param {...Node} children
 * @returns {SVGElement}
 */
export function drawn(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/**
 * A text field or area that no browser feature keeps or sends anywhere.
 * @param {"input"|"textarea"} tag
 * @param {Object} settings
 * @returns {HTMLInputElement|HTMLTextAreaElement}
 */
export function field(tag, settings) {
  return element(tag, { autocomplete: "off", autocapitalize: "sentences", spellcheck: "false", translate: "no", ...settings });
}

/**
 * Change a text only where it differs: on the clock's path, an unchanged text must cost nothing.
 * @param {Node} node
 * @param {string} text
 */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Replace what is inside an element.
 * @param {Element} holder
 * @param {...(Node|string)} children
 */
export function fill(holder, ...children) {
  holder.replaceChildren(...children.flat().filter(Boolean));
}
