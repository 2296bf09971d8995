// Reads scored rollouts and reports in the page, within bounds: a browser that runs out of memory tells nobody why.

const mostRollouts = 20000;
const mostCharacters = 128 << 20;

// {rollouts, bad, firstBad, stopped}
export async function readRollouts(file) {
  const found = {rollouts: [], bad: 0, firstBad: null, stopped: false};
  let [line, characters] = [0, 0];
  for await (const text of linesOf(await unpacked(file))) {
    line++;
    if (text.trim() === "") continue;
    characters += text.length;
    if (found.rollouts.length === mostRollouts || characters > mostCharacters) {
      found.stopped = true;
      break;
    }
    const rollout = parse(text);
    if (rollout) found.rollouts.push(rollout);
    else if (found.bad++ === 0) found.firstBad = line;
  }
  return found;
}

// The data that a report carries. The page is read as text: it writes "<" in its data as an escape, so they end at the first "</script>".
export async function readReport(file) {
  const page = await file.text();
  const mark = 'id="report-data">';
  const start = page.indexOf(mark);
  if (start < 0) throw new Error("it is no report of verifiers rescore: expected an element report-data.");
  return JSON.parse(page.slice(start + mark.length, page.indexOf("</script>", start)));
}

function parse(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null; // counted, and its line is said
  }
  return value && typeof value === "object" && typeof value.verdict === "string" && Array.isArray(value.components) ? value : null;
}

async function unpacked(file) {
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return isGzip ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
}

async function* linesOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const {done, value} = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = lines.pop();
      if (rest.length > mostCharacters) throw new Error("a line is too long: expected one rollout a line.");
      yield* lines;
      if (done) break;
    }
  } finally {
    await reader.cancel();
  }
  if (rest !== "") yield rest;
}
