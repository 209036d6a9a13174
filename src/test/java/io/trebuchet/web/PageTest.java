package io.trebuchet.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser, over a sweep whose every step is known. */
final class PageTest {
  private static final String TOKEN = "a-token-of-tests";
  private static Chromium chromium;
  private static WebServer server;
  private static final SampleSweep SWEEP = SampleSweep.of("<script>alert(1)</script>", 8, 64);

  private final List<String> complaints = new ArrayList<>();
  private @Nullable BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws StoreException {
    chromium = Chromium.start();
    for (int trial = 0; trial < 4; trial++) {
      SWEEP.train(trial, 0, 3000);
    }
    server = start(0, () -> List.of(SWEEP));
  }

  private static WebServer start(int port, SweepCatalog catalog) throws StoreException {
    return WebServer.start(
        WebServer.Settings.local(port, port == 0 ? "" : "test", "test"), TOKEN, catalog);
  }

  private static String link(WebServer server, String view) {
    return server.link() + (view.isEmpty() ? "" : "&" + view);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    open(ColorScheme.LIGHT, 1280, 900);
  }

  private void open(ColorScheme scheme, int width, int height) {
    close();
    BrowserContext opened =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setColorScheme(scheme)
                    .setViewportSize(width, height));
    context = opened;
    page = opened.newPage();
    page.onConsoleMessage(
        message -> {
          if (Set.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onDialog(dialog -> complaints.add("dialog: " + dialog.message()));
  }

  @AfterEach
  void close() {
    if (context != null) {
      context.close();
      context = null;
    }
    assertThat(complaints).isEmpty();
  }

  private void go(String hash) {
    page.navigate(link(server, hash.replaceFirst("^#", "")));
    assertThat(page.locator("#status")).containsText("trials ended");
  }

  /** How many of a panel's pixel columns have ink in each of some bands, from its upper edge. */
  private List<Integer> inkedColumns(String metric, double... bands) {
    Object columns =
        page.evaluate(
            """
            ([metric, bands]) => {
              const { plot } = trebuchet.views.sweep.panels.find((p) => p.metric === metric);
              const { left, top, width, height } = plot.bbox;
              const { data } = plot.ctx.getImageData(left, top, width, height);
              const ink = (x, y) => {
                const [r, g, b, a] = data.slice(4 * (y * width + x), 4 * (y * width + x) + 4);
                return a > 60 && Math.max(r, g, b) - Math.min(r, g, b) > 40;
              };
              const counts = [];
              for (let k = 0; k < bands.length; k += 2) {
                let inked = 0;
                for (let x = 0; x < width; x++) {
                  for (let y = Math.floor(bands[k] * height); y < bands[k + 1] * height; y++) {
                    if (ink(x, y)) { inked++; break; }
                  }
                }
                counts.push(inked);
              }
              return counts;
            }\
            """,
            List.of(metric, Arrays.stream(bands).boxed().toList()));
    return ((List<?>) columns).stream().map(count -> ((Number) count).intValue()).toList();
  }

  @Test
  void aSpikeOfOneStepIsDrawnAtTheWidestZoom() {
    go("");
    assertThat(page.locator("[data-metric=loss] canvas").first()).isVisible();
    page.waitForFunction("() => trebuchet.model.series.size >= 4");
    page.waitForFunction("() => trebuchet.drawnAt > 0");
    assertThat(page.locator("#view-sweep .note")).containsText("buckets with their extremes");
    // 3,000 steps in 64 buckets: a spike 7 decades high, of a single step, reaches the upper tenth.
    page.waitForTimeout(100);
    List<Integer> inked = inkedColumns("loss", 0.0, 0.12, 0.2, 0.6, 0.85, 1.0);
    assertThat(inked.get(0)).isBetween(1, 40);
    assertThat(inked.get(1)).isBetween(1, 60);
    assertThat(inked.get(2)).isGreaterThan(300);
  }

  @Test
  void zoomingInShowsSingleStepsAndTheLinkKeepsIt() {
    go("#trials=s1-c1.0,s1-c1.5&zoom=760:800");
    page.waitForFunction(
        "() => trebuchet.model.detail && trebuchet.views.sweep.seriesOf('s1-c1.0').exact");
    assertThat(page.locator("#view-sweep .note")).containsText("every one drawn");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show all steps")).click();
    assertThat(page).not().hasURL(Pattern.compile("zoom"));
    assertThat(page).hasURL(Pattern.compile("trials=s1-c1.0,s1-c1.5"));
    page.locator("[data-metric=loss] .chart").focus();
    page.keyboard().press("+");
    assertThat(page).hasURL(Pattern.compile("zoom="));
  }

  @Test
  void theDownloadHoldsTheStepsThatAreShown() throws IOException {
    go("#trials=s1-c1.0&zoom=770:790");
    page.waitForFunction(
        "() => trebuchet.model.detail && trebuchet.views.sweep.seriesOf('s1-c1.0').exact");
    List<String> lines = download("Shown steps, CSV").lines().skip(1).toList();
    assertThat(lines).hasSize(21);
    assertThat(lines.get(7)).startsWith("s1-c1.0,1,777,777,10000000,10000000,");
  }

  @Test
  void aSweepIsPlayedBackStepByStep() {
    go("");
    page.waitForFunction("() => trebuchet.model.series.size >= 4");
    Locator slider = page.getByLabel("Step shown");
    slider.fill("500");
    assertThat(page.locator(".play output")).hasText("step 500");
    // The phase diagram shows θ²/θ²₀ of that step's bucket, not the final one.
    double ratio =
        ((Number)
                page.evaluate(
                    "() => { const v = trebuchet.views.sweep; return"
                        + " v.phaseValue(trebuchet.model.rows.get('s1-c1.0'), 'weight_norm_ratio')"
                        + " }"))
            .doubleValue();
    assertThat(ratio).isBetween(0.9940, 0.9951);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Play back")).click();
    page.waitForFunction("() => trebuchet.views.sweep.playback.step > 700");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause")).click();
  }

  @Test
  void curvesAreDrawnAgainstTimeToo() {
    go("");
    page.waitForFunction("() => trebuchet.model.series.size >= 4");
    assertThat(page.getByText("Curves, against step")).isVisible();
    assertThat(ticks()).allMatch(tick -> tick % 1 == 0);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("ηt")).click();
    assertThat(page.getByText("Curves, against ηt")).isVisible();
    assertThat(page).hasURL(Pattern.compile("x=time"));
    // c = 2 and λ = 4: 2,999 steps of η = 0.5.
    assertThat(page.evaluate("() => trebuchet.views.sweep.host.fullRange()[1]")).isEqualTo(1499.5);
  }

  private List<Double> ticks() {
    Object splits =
        page.evaluate(
            "() => { trebuchet.views.sweep.host.setZoom([3, 9]);"
                + " return trebuchet.views.sweep.panels[0].plot.axes[0]._splits }");
    return ((List<?>) splits).stream().map(tick -> ((Number) tick).doubleValue()).toList();
  }

  @Test
  void marginsAndObservablesAreFurtherPanels() {
    go("#panels=loss,safe_margin&log=-loss");
    page.waitForFunction("() => trebuchet.model.series.size >= 4");
    assertThat(page.locator("[data-metric=loss] .chart"))
        .not()
        .hasClass(Pattern.compile("without"));
    assertThat(page.locator("[data-metric=loss] button")).hasAttribute("aria-pressed", "false");
    // This sweep records no margins; an empty panel says so.
    assertThat(page.locator("[data-metric=safe_margin] .chart"))
        .hasClass(Pattern.compile("without"));
    page.locator("summary", new Page.LocatorOptions().setHasText("Panels")).click();
    page.getByLabel("doomed margin").check();
    assertThat(page.locator("[data-metric=doomed_margin]")).isVisible();
    assertThat(page).hasURL(Pattern.compile("panels=loss,safe_margin,doomed_margin"));
  }

  @Test
  void pointingAtACurveReadsItInAllPanels() {
    go("#trials=s1-c1.0");
    page.waitForFunction(
        "() => trebuchet.model.series.size >= 1 && trebuchet.views.sweep.panels.every((p) =>"
            + " p.plot)");
    // Where the curve is changes while the rest of the page finds its place.
    page.waitForCondition(
        () -> {
          Object y =
              page.evaluate(
                  "() => { const { plot } = trebuchet.views.sweep.panels[2];"
                      + " return plot.valToPos(1.0, 'y') }");
          Locator plot = page.locator("[data-metric=eta_lambda] .u-over");
          plot.scrollIntoViewIfNeeded();
          var box = plot.boundingBox();
          page.mouse().move(box.x + box.width / 2, box.y + ((Number) y).doubleValue());
          return page.locator(".readout").textContent().contains("s1-c1.0");
        });
    assertThat(page.locator("[data-metric=eta_lambda] .value")).hasText("1");
    assertThat(page.locator("[data-metric=loss] .value")).containsText("1");
    assertThat(page.locator("[data-phase=eta_lambda] .value")).containsText("s1-c1.0");
  }

  @Test
  void tickedTrialsAreCompared() {
    go("#view=trials&trials=s1-c1.0,s1-c1.5");
    assertThat(page.locator(".detail h2")).hasText("Compared");
    assertThat(page.locator(".detail thead th")).hasCount(3);
  }

  @Test
  void runsAppearByThemselvesAndALostServerIsFoundAgain() throws StoreException {
    List<ServedSweep> sweeps = new java.util.concurrent.CopyOnWriteArrayList<>();
    WebServer first = start(0, () -> sweeps);
    int port = first.port();
    page.navigate(first.link());
    assertThat(page.locator("#empty")).containsText("No runs here yet");
    SampleSweep finished = SampleSweep.finished("over", 3);
    sweeps.add(finished);
    page.evaluate("() => trebuchet.lookAgain()");
    assertThat(page.locator("#status")).containsText("finished · 3 of 3 trials ended");
    first.close();
    page.evaluate("() => trebuchet.lookAgain()");
    assertThat(page.locator("#status")).containsText("connection lost");
    try (WebServer second = start(port, () -> sweeps)) {
      assertThat(page.locator("#status")).containsText("finished");
      assertThat(page.locator("#banner")).isHidden();
      page.navigate("about:blank");
    }
    complaints.removeIf(text -> text.contains("ERR_"));
  }

  @Test
  void draggingZoomsAllPanels() {
    go("");
    page.waitForFunction("() => trebuchet.views.sweep.panels.every((p) => p.plot)");
    var box = page.locator("[data-metric=eta_lambda] .u-over").boundingBox();
    page.mouse().move(box.x + 0.2 * box.width, box.y + 20);
    page.mouse().down();
    page.mouse().move(box.x + 0.4 * box.width, box.y + 30);
    page.mouse().up();
    assertThat(page).hasURL(Pattern.compile("zoom=\\d"));
    assertThat(
            page.evaluate(
                "() => new Set(trebuchet.views.sweep.panels.map((p) => p.plot.scales.x.min)).size"))
        .isEqualTo(1);
  }

  @Test
  void theTableSortsFiltersAndIsReachedByKeys() {
    go("#view=trials");
    Locator rows = page.locator(".row.body");
    assertThat(rows).hasCount(8);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("c ▲")).click();
    assertThat(page.locator(".row.body[aria-rowindex='2']")).containsText(SampleSweep.id(7));
    page.locator("input[type=search]").fill("c>1.4 running");
    assertThat(rows).hasCount(2);
    assertThat(page.locator("#view-trials .note")).hasText("2 of 8 trials");
    page.locator("[role=grid]").focus();
    page.keyboard().press("ArrowDown");
    page.keyboard().press(" ");
    assertThat(page.locator(".row.body[aria-selected=true]")).hasCount(1);
  }

  @Test
  void aTableOfTenThousandRowsHoldsOnlyThoseInSight() throws StoreException {
    SampleSweep many = SampleSweep.of("many", 10_000, 16);
    try (WebServer large = start(0, () -> List.of(many))) {
      page.navigate(link(large, "view=trials"));
      assertThat(page.locator("[role=grid]")).hasAttribute("aria-rowcount", "10001");
      assertThat(page.locator(".row.body").count()).isLessThan(60);
      page.locator("[role=grid]").focus();
      page.keyboard().press("End");
      assertThat(page.locator(".row.body[aria-rowindex='10001']")).isVisible();
      page.navigate("about:blank");
    }
  }

  @Test
  void stoppingAsksFirstAndReachesTheSweep() {
    go("#view=trials");
    String trial = SampleSweep.id(2);
    Locator stop =
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop " + trial));
    stop.click();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Cancel")).click();
    assertThat(SWEEP.wishes).doesNotContain("stop " + trial);
    stop.click();
    page.waitForResponse(
        response -> response.url().endsWith("/stop") && response.status() == 202,
        () -> page.locator("#dialog-yes").click());
    assertThat(SWEEP.wishes).contains("stop " + trial);
    page.getByText("Why trials ended").click();
    assertThat(page.locator("details .audit")).containsText("loss is Infinity");
  }

  @Test
  void theServerGoesAndComesBack() throws StoreException {
    SampleSweep sweep = SampleSweep.of("coming and going", 2, 64);
    sweep.train(0, 0, 10);
    WebServer first = start(0, () -> List.of(sweep));
    int port = first.port();
    page.navigate(first.link());
    assertThat(page.locator("#status")).containsText("running");
    first.close();
    assertThat(page.locator("#status")).containsText("connection lost");
    assertThat(page.locator("#banner")).containsText("Reconnecting");
    try (WebServer second = start(port, () -> List.of(sweep))) {
      sweep.train(0, 10, 5);
      assertThat(page.locator("#status")).containsText("running");
      page.waitForFunction("() => trebuchet.model.rows.get('s1-c0.5').step === 14");
      assertThat(page.locator("#banner")).isHidden();
      page.navigate("about:blank");
    }
    // A browser reports each failed reconnection itself; that is what was asked for here.
    complaints.removeIf(text -> text.contains("ERR_"));
  }

  @Test
  void aSweepsNameIsTextWhateverItHolds() {
    go("");
    assertThat(page.locator("#sweeps option").textContent())
        .startsWith("<script>alert(1)</script>");
    assertThat(page.title()).contains("<script>");
  }

  @Test
  void darkIsDarkAndTheSwitchIsKept() {
    open(ColorScheme.DARK, 1280, 900);
    go("");
    assertThat(background()).isLessThan(60);
    page.locator("#theme").click();
    assertThat(background()).isGreaterThan(200);
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "light");
  }

  private int background() {
    String colour = (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    return Integer.parseInt(colour.replaceAll("rgb\\((\\d+).*", "$1"));
  }

  /**
   * The innermost parts that reach beyond the screen; none where the page cannot be moved sideways.
   */
  private static final String WIDER =
      """
      () => document.documentElement.scrollWidth <= innerWidth ? '' :
          [...document.querySelectorAll('body *')]
              .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
              .map((part) => `${part.tagName}.${part.className} ${part.textContent.slice(0, 80)}`)
              .slice(-3).join(' | ')
      """;

  @Test
  void nothingIsWiderThanAPhone() {
    open(ColorScheme.LIGHT, 360, 740);
    for (String view : List.of("sweep", "trials", "engine")) {
      go("#view=" + view);
      assertThat(page.evaluate(WIDER)).as(view).isEqualTo("");
    }
  }

  @Test
  void whatIsShownCanBeDownloaded() throws IOException {
    go("");
    page.waitForFunction("() => trebuchet.model.series.size >= 4");
    String csv = download("Shown steps, CSV");
    assertThat(csv.lines().findFirst().orElseThrow())
        .startsWith("trial,c,step_from,step_to,loss_first");
    assertThat(csv).contains(",10000000,");
    String svg = download("Picture, SVG");
    assertThat(svg)
        .startsWith("<svg")
        .contains("loss L")
        .contains("against step")
        .contains("c 0.5")
        .contains("running 4")
        .doesNotContain("NaN")
        .endsWith("</svg>\n");
    assertThat(download("Picture, PNG")).contains("PNG");
    assertThat(download("Trials, CSV").lines()).hasSize(9);
  }

  private String download(String name) throws IOException {
    page.locator("summary", new Page.LocatorOptions().setHasText("Download")).click();
    Download download =
        page.waitForDownload(
            () ->
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).click());
    page.keyboard().press("Escape");
    page.locator("h1").click();
    return new String(
            Files.readAllBytes(download.path()), java.nio.charset.StandardCharsets.ISO_8859_1)
        .replace("Î¸Â²", "θ²");
  }

  @Test
  void nobodyIsLockedOut() {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      open(scheme, 1280, 900);
      for (String view : List.of("sweep", "trials&focus=s1-c1.0", "engine")) {
        go("#view=" + view);
        List<String> serious =
            new AxeBuilder(page)
                .analyze().getViolations().stream()
                    .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
                    .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
                    .toList();
        assertThat(serious).as("%s %s", view, scheme).isEmpty();
      }
    }
  }
}
