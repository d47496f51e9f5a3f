/* Drawings as marks on the picture. */

import { drawn } from "./element.js";
import { colourOf } from "./marks.js";
import { outline } from "./region_shapes.js";

/**
 * What one person drew. Twice each line: light below, in the person's colour above, so that it is seen on any picture.
 * @param {Object} person
 * @param {import("./region_shapes.js").Region[]} regions
 * @param {{width: number, height: number}} size
 * @returns {SVGElement}
 */
export function drawnBy(person, regions, size) {
  const title = drawn("title");
  title.textContent = person.name;
  const lines = regions.map((region) => outline(region, size));
  const group = drawn("g", {}, title, ...["edge", "line"].flatMap((kind) => lines.map((d) => drawn("path", { d, class: kind }))));
  group.style.setProperty("--who", colourOf(person));
  return group;
}
