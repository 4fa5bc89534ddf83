// Connects to a TAK server as CloudTAK does, sends one marker, and prints what it
// hears as JSON, a line each: {"pong":true} and the markers. Ends after the given
// number of markers, or with exit code 1 after 20 seconds.
//
//	node talk.mjs HOST:PORT CERT KEY MARKERS
import { readFileSync } from "node:fs";
import TAK from "@tak-ps/node-tak";
import CoT from "@tak-ps/node-cot";

const [address, cert, key, count] = process.argv.slice(2);
const late = setTimeout(() => { console.error("nothing more came"); process.exit(1); }, 20000);
const tak = await TAK.connect(new URL(`ssl://${address}`), { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") });
let left = Number(count), pong = false;
const done = async () => {
  if (left > 0 || !pong) return;
  clearTimeout(late);
  await tak.flush();
  setTimeout(() => { tak.destroy(); process.exit(0); }, 500);
};
tak.on("error", (e) => { console.error(String(e)); process.exit(1); });
tak.on("ping", () => { if (!pong) console.log(JSON.stringify({ pong: true })); pong = true; done(); });
tak.on("cot", (cot) => {
  const e = cot.raw.event;
  console.log(JSON.stringify({ uid: e._attributes.uid, type: e._attributes.type, lat: Number(e.point._attributes.lat), lon: Number(e.point._attributes.lon),
    ce: Number(e.point._attributes.ce), callsign: e.detail.contact._attributes.callsign, remarks: e.detail.remarks?._text }));
  left--; done();
});
tak.on("secureConnect", () => tak.write([new CoT({ event: {
  _attributes: { version: "2.0", uid: "marker-from-cloud", type: "a-h-A", how: "h-e", time: "2030-05-01T10:00:00Z", start: "2030-05-01T10:00:00Z", stale: "2030-05-01T11:00:00Z" },
  point: { _attributes: { lat: 48.5, lon: 36.25, hae: 100, ce: 30, le: 9999999 } },
  detail: { contact: { _attributes: { callsign: "drone & co" } }, remarks: { _text: "seen <twice>" } } } })]));
