import { jsonSchemas } from './json-schema.mjs';

function problemAnswers(codes, problemCodes) {
  const byStatus = new Map();
  for (const code of codes) {
    const { status } = problemCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return [...byStatus].sort().map(([status, names]) => [
    String(status),
    {
      description: names.join(', '),
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
    }
  ]);
}

function content(answer, type = 'application/json') {
  if (answer === undefined) {
    return {};
  }
  return answer.includes('/')
    ? { content: Object.fromEntries(answer.split(', ').map(one => [one, {}])) }
    : { content: { [type]: { schema: { $ref: `#/components/schemas/${answer}` } } } };
}

function parameters(call) {
  const make = (name, place, required) => ({
    name,
    in: place,
    required,
    schema: { type: 'string' }
  });
  return [
    ...[...call.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => make(name, 'path', true)),
    ...(call.query ?? []).map(name => make(name.replace('!', ''), 'query', name.endsWith('!'))),
    ...(call.headers ?? []).map(name => make(name, 'header', false))
  ];
}

function operation(call, contract) {
  const problems = [...(call.isOpen ? [] : contract.commonProblems), ...(call.problems ?? [])];
  return {
    summary: call.summary,
    operationId: `${call.method}_${call.path.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '')}`,
    parameters: parameters(call),
    ...(call.request && {
      requestBody: {
        required: call.method !== 'post' || call.request !== 'TakeCreate',
        ...content(call.request, call.requestType)
      }
    }),
    responses: {
      [call.status]: { description: call.summary, ...content(call.answer) },
      ...(call.nothingWhen && { 204: { description: call.nothingWhen } }),
      ...Object.fromEntries(problemAnswers(problems, contract.problemCodes))
    },
    ...(call.isOpen && { security: [] })
  };
}

/** The description of the instance API that an instance serves at `openapi.json`. */
export function openapi(contract) {
  const paths = {};
  for (const call of contract.instanceCalls) {
    (paths[`/${call.path}`] ??= {})[call.method] = operation(call, contract);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'VibeVoice instance',
      version: String(contract.contractNumber),
      description: "One user's instance: jobs, voices, audio. Generated from the contract."
    },
    servers: [{ url: '.', description: "The instance's own url" }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: jsonSchemas(contract.schemas, '#/components/schemas/')
    }
  };
}
