// The cards about the people in the picture, in the order of their weight: requests, who objects, what is to be done.
import { get } from "./api.js";
import { exceptionCard } from "./exceptions.js";
import { requestsCard } from "./requests.js";
import { worklistCard } from "./worklist.js";

/** What the cards need: for a member the requests alone. `base` is `lessons/…`. */
export async function registerData(base, mine) {
  const nothing = { exceptions: [], remedies: [] };
  const [requests, found, work] = await Promise.all([get(`${base}/requests`), mine ? get(`${base}/exceptions`) : nothing, mine ? get(`${base}/worklist`) : { items: [], not_undone: [] }]);
  return { requests, found, work };
}

/** The cards: those that `asked` for something, and the worklist with whether it is open. `redraw()` draws the page anew. */
export function registerCards(stage, review, data, redraw) {
  const asked = [requestsCard(stage, review, data.requests, redraw), data.found.exceptions.map((one) => exceptionCard(stage, review, one, redraw, data.found.remedies))];
  return { asked, worklist: { node: worklistCard(stage, review, data.work, redraw), open: data.work.items.some((one) => !one.done) } };
}
