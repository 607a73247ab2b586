// Opens a page in a real browser with the network shut, does what a reader does, and says what is seen, one JSON line an answer.
const path = require("path");
const modules = process.env.TTRACE_NODE_MODULES || "";
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = require("fs").readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8");
const [, , file, browserPath] = process.argv;

async function opened(browser, { width = 1400, height = 900, scheme = "light", fragment = "", script = true, forced = "none", motion = "no-preference" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, forcedColors: forced, reducedMotion: motion, offline: true, bypassCSP: false });
  const page = await context.newPage();
  const problems = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => request.url().startsWith("file:") || problems.push(request.url()));
  await page.goto(`file://${file}${fragment}`);
  if (script) await page.waitForFunction("window.ttrace !== undefined");
  return { page, problems, context };
}

const cell = (page, address, part = "") => page.locator(`${part} td[data-cell=${JSON.stringify(address)}]`);

async function audit(browser, look) {
  const { page, context } = await opened(browser, { ...look, fragment: "" });
  if (await page.locator("td[data-cell]").count()) await page.locator("td[data-cell]").nth(7).click();
  const other = await context.browser().newContext({ bypassCSP: true, viewport: { width: look.width || 1400, height: 900 }, colorScheme: look.scheme || "light" });
  const bare = await other.newPage();
  await bare.goto(page.url());
  await bare.waitForFunction("window.ttrace");
  if (look.before) await bare.evaluate(look.before);
  await bare.evaluate(axe);
  const found = await bare.evaluate(() => window.axe.run());
  await other.close();
  await context.close();
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" | ")}`);
}

async function main() {
  const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
  const result = {};
  const wanted = JSON.parse(process.env.TTRACE_ASKED);
  for (const question of wanted) {
    if (question.audit) {
      result[question.name] = { violations: await audit(browser, question.look || {}) };
      continue;
    }
    const { page, problems, context } = await opened(browser, question.look);
    const seen = [];
    for (const [verb, ...values] of question.steps || []) {
      if (verb === "click") await cell(page, ...values).click();
      else if (verb === "press") await page.keyboard.press(values[0]);
      else if (verb === "type") await page.keyboard.type(values[0]);
      else if (verb === "button") await page.getByRole("button", { name: values[0], exact: true }).first().click();
      else if (verb === "operand") await page.locator(".tt-line button").nth(values[0]).click();
      else if (verb === "inside") await page.locator(values[0]).getByRole("button", { name: values[1], exact: true }).first().click();
      else if (verb === "back") await page.goBack();
      else if (verb === "summary") await page.locator("summary", { hasText: values[0] }).click();
      else if (verb === "fill") await page.locator(`input[data-blank="${values[0]}"]`).fill(values[1]);
      else if (verb === "label") await page.getByLabel(values[0], { exact: true }).first().fill(values[1]);
      else if (verb === "tick") await page.getByRole("checkbox").first().setChecked(values[0]);
      else if (verb === "reload") {
        await page.reload();
        await page.waitForFunction("window.ttrace !== undefined");
      } else if (verb === "download") {
        const waiting = page.waitForEvent("download");
        await page.getByRole("button", { name: values[0], exact: true }).first().click();
        const download = await waiting;
        seen.push([download.suggestedFilename(), require("fs").readFileSync(await download.path(), "utf8")]);
      } else if (verb === "go") await page.evaluate((hash) => (location.hash = hash), values[0]);
      else if (verb === "media") await page.emulateMedia({ media: values[0] });
      else if (verb === "shot") await page.screenshot({ path: values[0], fullPage: values[1] || false });
      else if (verb === "see") seen.push(await page.locator(values[0]).first().innerText());
      else if (verb === "count") seen.push(await page.locator(values[0]).count());
      else if (verb === "visible") seen.push(await page.locator(values[0]).first().isVisible());
      else if (verb === "js") seen.push(await page.evaluate(values[0]));
      else if (verb === "focused") seen.push(await page.evaluate(() => document.activeElement.dataset.cell || document.activeElement.tagName));
      else if (verb === "hash") seen.push(await page.evaluate(() => decodeURIComponent(location.hash)));
      else throw new Error(verb);
    }
    result[question.name] = { seen, problems };
    await context.close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(result));
}
main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
