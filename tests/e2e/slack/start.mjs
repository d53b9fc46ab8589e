// emulate's Slack on a free port of this machine only, with what is described in the first argument. Prints the port
// when it answers; ends with whoever started it.
import { once } from "node:events";
import { createServer, Server } from "node:net";
import { createEmulator } from "emulate";

const listen = Server.prototype.listen;
const free = listen.call(createServer(), 0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
await new Promise((done) => free.close(done));

// emulate itself would listen to the whole network.
Server.prototype.listen = function () {
  return listen.call(this, port, "127.0.0.1", () => console.log(port));
};
process.stdin.resume().on("end", () => process.exit());
const baseUrl = `http://127.0.0.1:${port}`;
await createEmulator({ service: "slack", port, baseUrl, seed: { slack: JSON.parse(process.argv[2]) } });
