/* What can be done by a key: every part of the screen names its own commands, the keyboard and the sheet of keys ask here. */

import { pressedKey } from "./key_names.js";

/**
 * @typedef {Object} Command
 * @property {string} name lasting, such as "note.talk": what a person's own keys are kept under
 * @property {string} label what it does, in a few words
 * @property {string} group the heading it stands under
 * @property {string} key while letters begin a note: a sign, a name such as "ArrowLeft" or "Shift+ArrowLeft", or "" for none
 * @property {string} [letter] while letters are commands; by default `key`
 * @property {boolean} [fixed] its key stays as it is
 * @property {boolean} [onEmpty] also while a new note is empty
 * @property {() => boolean} [possible] left out while it says no
 * @property {(event: KeyboardEvent) => void} [run] without it, the key only means something on a saved note
 * @property {(note: Object) => void} [onNote] the same for my own saved note that has the focus
 * @property {boolean} [ofOthers] also for somebody else's
 */

/**
 * The commands of one review screen.
 * @param {() => {typing_starts?: boolean, keys?: Object<string, string>, letters?: Object<string, string>}} settings a person's own keys
 */
export function createCommands(settings = () => ({})) {
  const known = new Map();
  /** @param {Command} command the key that is in force for it, "" for none */
  const keyOf = ({ name, key, letter }) => {
    const { typing_starts: typing = true, keys = {}, letters = {} } = settings();
    return typing ? keys[name] ?? key : letters[name] ?? letter ?? key;
  };
  const commands = {
    /** @param {...Command} added a name that is known already is replaced */
    add(...added) {
      for (const command of added) known.set(command.name, command);
    },
    /** @param {string} name */
    remove: (name) => known.delete(name),
    /** @returns {Command|undefined} */
    get: (name) => known.get(name),
    /** @returns {Command[]} in the order in which they came */
    all: () => [...known.values()],
    keyOf,
    /** @returns {Command|undefined} what this key does now */
    at(event) {
      const pressed = pressedKey(event);
      return pressed ? commands.all().find((one) => keyOf(one) === pressed && (one.possible?.() ?? true)) : undefined;
    },
    /** Whether letters begin a note; else they are commands. */
    get typingStarts() {
      return settings().typing_starts ?? true;
    },
  };
  return commands;
}
