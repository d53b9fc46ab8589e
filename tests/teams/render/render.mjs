// Draws cards with Microsoft's own renderer, as Teams on the web does, with markdown on. Reads a list of cards, writes
// for each what the renderer complains of, what one reads, and which elements there are.
import { createRequire } from "node:module";
import { JSDOM } from "jsdom";
import MarkdownIt from "markdown-it";

const { window } = new JSDOM("<!doctype html><body></body>");
const needed = Object.getOwnPropertyNames(window).filter((name) => /^(HTML\w*Element|document|Node|DOMParser)$/.test(name));
for (const name of needed) globalThis[name] = window[name];
globalThis.window = window;
Object.defineProperty(window.HTMLElement.prototype, "innerText", {
  get() { return this.textContent; },
  set(text) { this.textContent = text; },
});

const { AdaptiveCard, CardElement, HostConfig, SerializationContext, Versions } =
  createRequire(import.meta.url)("adaptivecards/dist/adaptivecards.js");
const markdown = new MarkdownIt();
const language = CardElement.langProperty.regEx;
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

function draw(json) {
  language.lastIndex = 0; // it goes on where it ended, so every other card would be refused
  const context = new SerializationContext(Versions.v1_5);
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ supportsInteractivity: true, actions: { maxActions: 6 } });
  card.parse(json, context);
  const problems = [];
  for (let place = 0; place < context.eventCount; place++) problems.push(context.getEventAt(place).message);
  problems.push(...card.validateProperties().validationEvents.map((event) => event.message));
  const drawn = card.render();
  if (!drawn) return { problems: [...problems, "nothing was drawn"], text: "", tags: {} };
  const tags = {};
  for (const element of drawn.querySelectorAll("*")) {
    const tag = element.tagName.toLowerCase();
    tags[tag] = (tags[tag] ?? 0) + 1;
  }
  return { problems, text: drawn.textContent, tags };
}

let read = "";
for await (const some of process.stdin) read += some;
process.stdout.write(JSON.stringify(JSON.parse(read).map(draw)));
