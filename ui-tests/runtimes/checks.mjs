// Runs checks one after the other; says `ok` or `not ok` for each, and counts at the end, in a line of JSON.
const counts = { passed: 0, failed: 0, skipped: 0 };

/** Runs one check; what it throws is its failure. */
export async function check(name, run) {
  try {
    await run();
    counts.passed += 1;
    console.log(`ok - ${name}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`not ok - ${name}`);
    console.log(`  ${error?.name}: ${error?.message} ${error?.code ?? ''} ${error?.hint ?? ''}`);
    console.log(error?.issues ? `  ${JSON.stringify(error.issues)}` : (error?.stack ?? ''));
  }
}

/** Prints the counts as the last line. */
export function report() {
  console.log(JSON.stringify(counts));
}

/** Throws `message` where something does not hold. */
export function expect(holds, message) {
  if (!holds) {
    throw new Error(message);
  }
}
