/* Who is who: a colour and a shape for each person, so that neither is needed alone. */

import { drawn } from "./element.js";

const SHAPES = [
  "M6 .5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z", // teacher: circle
  "M6 0l6 6-6 6-6-6z", // mentor: diamond
  "M1 1h10v10H1z",
  "M6 .5l6 10.8H0z",
  "M3 .8h6l3 5.2-3 5.2H3L0 6z",
  "M4 0h4v4h4v4H8v4H4V8H0V4h4z",
];

/**
 * The colour of a person as a CSS value.
 * @param {{mark: number}} person
 * @returns {string}
 */
export function colourOf(person) {
  return `var(--p${person.mark})`;
}

/**
 * The shape of a person, in the person's colour.
 * @param {{mark: number}} person
 * @returns {SVGElement}
 */
export function shapeOf(person) {
  const path = drawn("path", { d: SHAPES[person.mark - 1] ?? SHAPES[0] });
  path.style.fill = colourOf(person);
  return drawn("svg", { viewBox: "0 0 12 12", class: "mark", "aria-hidden": "true" }, path);
}

/**
 * Find the author of a note among the people of the lesson; a stand-in where the person is not known.
 * @param {{people: Object[], me: Object}} review
 * @param {string} id
 * @returns {Object}
 */
export function personOf(review, id) {
  if (id === review.me.id) return review.me;
  return review.people.find((person) => person.id === id) ?? { id, name: "Somebody", first_name: "Somebody", initials: "?", mark: 6 };
}

/**
 * The people who have a lane: the owner first, then the others who hold the lesson. Nobody twice.
 * @param {Object} review
 * @returns {Object[]}
 */
export function lanePeople(review) {
  const ids = [review.lesson.owner, review.me.id, ...review.readiness.others.map((other) => idOf(other.person))];
  return [...new Set(ids)].map((id) => personOf(review, id));
}

/**
 * An id where the server gives a person or an id.
 * @param {string|{id: string}} person
 * @returns {string}
 */
export function idOf(person) {
  return typeof person === "string" ? person : person.id;
}
