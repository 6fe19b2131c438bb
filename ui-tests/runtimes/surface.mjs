// Walks the API's own description: every call it lists is answered, and what is refused is refused in its words.
import { check, expect, report } from './checks.mjs';

const base = process.env.VIBEVOICE_URL;
const headers = {
  Authorization: `Bearer ${process.env.VIBEVOICE_TOKEN}`,
  'Content-Type': 'application/json'
};
const examples = { format: 'wav', n: '0', revision: '0' };

/** The answer's status and, where it is a problem, its code; a stream is not waited for. */
async function answerTo(method, path) {
  const aborter = new AbortController();
  const body = ['post', 'put', 'patch'].includes(method) ? '{}' : undefined;
  const init = {
    method: method.toUpperCase(),
    headers,
    body,
    redirect: 'manual',
    signal: aborter.signal
  };
  const response = await fetch(new URL(path, base), init);
  const problem = response.status >= 400 ? await response.json() : undefined;
  aborter.abort();
  return { status: response.status, problem };
}

const description = await (await fetch(new URL('openapi.json', base), { headers })).json();
for (const [template, operations] of Object.entries(description.paths)) {
  const path = template.slice(1).replace(/\{(\w+)\}/g, (_, name) => examples[name] ?? 'nope');
  for (const [method, operation] of Object.entries(operations)) {
    await check(
      `${method.toUpperCase()} ${template.slice(1)} answers as it is described`,
      async () => {
        const { status, problem } = await answerTo(method, path);
        const described = operation.responses[status];
        expect(described, `status ${status} is not described: ${JSON.stringify(problem)}`);
        expect(
          !problem || described.description.split(', ').includes(problem.code),
          JSON.stringify(problem)
        );
      }
    );
  }
}

report();
