package io.trebuchet.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.trebuchet.storage.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page in a real browser, behind a proxy of another name that puts a path before it. */
final class PathProxyPageTest {
  private static final String TOKEN = "a-token-of-tests";

  /** Browsers take it for this machine by themselves. */
  private static final String NAME = "hub.localhost";

  private static final String PREFIX = "/user/me/proxy/8080";
  private static Chromium chromium;

  private final SampleSweep sweep = SampleSweep.of("behind a path", 2, 64);
  private final List<String> complaints = new ArrayList<>();
  private WebServer server;
  private PathProxy proxy;
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @BeforeEach
  void open() throws StoreException, IOException {
    sweep.train(0, 0, 10);
    server =
        WebServer.start(
            new WebServer.Settings("127.0.0.1", 0, "", List.of(NAME), true, false, "test"),
            TOKEN,
            () -> List.of(sweep));
    proxy = PathProxy.before(server.port(), PREFIX);
    context = chromium.browser().newContext();
    page = context.newPage();
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (Set.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    context.close();
    proxy.close();
    server.close();
    assertThat(proxy.outside()).isEmpty();
    assertThat(complaints).isEmpty();
  }

  private String address() {
    return "http://" + NAME + ":" + proxy.port() + PREFIX + "/";
  }

  @Test
  void theLinkOpensThePageAndStepsArriveAsTheyAreTrained() {
    page.navigate(address() + "#token=" + TOKEN + "&view=trials");
    assertThat(page.locator(".row.body")).hasCount(2);
    assertThat(page).hasURL(address() + "#view=trials");
    assertThat(page.locator("#status")).containsText("running");
    sweep.train(0, 10, 5);
    page.waitForFunction("() => trebuchet.model.rows.get('s1-c0.5').step === 14");
    page.reload();
    assertThat(page.locator(".row.body")).hasCount(2);
    assertThat(proxy.inside()).contains("/").anyMatch(path -> path.startsWith("/api/sweeps/run-1"));
  }

  @Test
  void aTrialIsStoppedThroughIt() {
    page.navigate(address() + "#token=" + TOKEN + "&view=trials");
    String trial = SampleSweep.id(0);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop " + trial)).click();
    page.waitForResponse(
        response -> response.url().endsWith("/stop") && response.status() == 202,
        () -> page.locator("#dialog-yes").click());
    assertThat(sweep.wishes).contains("stop " + trial);
  }

  @Test
  void whatIsShownIsDownloadedAndLinksHaveThePath() throws IOException {
    page.navigate(address() + "#token=" + TOKEN);
    assertThat(page.locator("#status")).containsText("trials ended");
    page.waitForFunction("() => trebuchet.model.series.size >= 1");
    page.locator("summary", new Page.LocatorOptions().setHasText("Download")).click();
    Page.GetByRoleOptions button = new Page.GetByRoleOptions().setName("Shown steps, CSV");
    Download download = page.waitForDownload(() -> page.getByRole(AriaRole.BUTTON, button).click());
    assertThat(Files.readString(download.path())).contains("s1-c0.5,");
    assertThat((List<?>) page.evaluate("() => [...document.links].map((a) => a.href)"))
        .isNotEmpty()
        .allMatch(link -> link.toString().startsWith(address()));
    page.navigate(address() + "#view=engine");
    assertThat(page.locator("#view-engine")).containsText(address() + "api/sweeps/run-1");
  }

  @Test
  void withoutItsTokenOrUnderAnotherNameNothingIsShown() {
    page.navigate(address());
    assertThat(page.locator("#empty h2")).hasText("This page is its owner’s");
    String other = "http://other.localhost:" + proxy.port() + PREFIX + "/";
    page.navigate(other + "#token=" + TOKEN);
    assertThat(page.locator("body")).containsText("start it with --web-name");
    complaints.removeIf(text -> text.contains("401") || text.contains("403"));
  }
}
