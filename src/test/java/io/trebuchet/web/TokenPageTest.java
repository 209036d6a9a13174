package io.trebuchet.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.trebuchet.storage.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a browser comes by the token, keeps it, and does without. */
final class TokenPageTest {
  private static final String TOKEN = "a-token-of-tests";
  private static Chromium chromium;

  private final List<String> asked = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final SampleSweep first = SampleSweep.of("first", 2, 64);
  private final SampleSweep second = SampleSweep.finished("second", 3).as("run-2");
  private WebServer server;
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

  private WebServer serve(int port, String token, boolean open) throws StoreException {
    return WebServer.start(
        new WebServer.Settings(
            "127.0.0.1", port, port == 0 ? "" : "test", List.of(), true, open, "test"),
        token,
        () -> List.of(second, first));
  }

  @BeforeEach
  void open() throws StoreException {
    first.train(0, 0, 10);
    server = serve(0, TOKEN, false);
    context = chromium.browser().newContext();
    page = tab();
  }

  private Page tab() {
    Page tab = context.newPage();
    tab.onRequest(
        request ->
            asked.add(request.url() + " from " + request.headers().getOrDefault("referer", "")));
    tab.onPageError(complaints::add);
    return tab;
  }

  @AfterEach
  void close() {
    if (context != null) {
      assertThat(context.cookies()).isEmpty();
      context.close();
      server.close();
    }
    // A fragment is not sent; nothing else of a request may hold the token but its own header.
    assertThat(asked).noneMatch(request -> request.contains(TOKEN));
    assertThat(complaints).isEmpty();
  }

  private String bare() {
    return server.link().replaceFirst("#.*", "");
  }

  @Test
  void theLinkOpensThePageAndTheTokenLeavesTheAddress() {
    page.navigate(server.link() + "&view=trials");
    assertThat(page.locator(".row.body")).hasCount(2);
    assertThat(page).hasURL(bare() + "#view=trials");
    page.reload();
    assertThat(page.locator(".row.body")).hasCount(2);
    // Nobody else of this browser has it.
    assertThat(page.evaluate("() => localStorage.length + document.cookie.length")).isEqualTo(0);
    page.goBack();
    assertThat(page.url()).doesNotContain(TOKEN);
    page.goForward();
    assertThat(page).hasURL(bare() + "#view=trials");
  }

  @Test
  void anotherTabIsOpenedByTheLinkToo() {
    page.navigate(server.link());
    assertThat(page.locator("#status")).containsText("trials ended");
    Page other = tab();
    other.navigate(bare());
    assertThat(other.locator("#empty")).containsText("Open the link");
    other.navigate(server.link());
    assertThat(other.locator("#status")).containsText("trials ended");
    assertThat(page.locator("#status")).containsText("trials ended");
  }

  @Test
  void withoutTheTokenThePageSaysWhatToDoAndTakesIt() {
    page.navigate(bare() + "#view=trials");
    assertThat(page.locator("#empty h2")).hasText("This page is its owner’s");
    assertThat(page.locator("#empty")).containsText("trebuchet run");
    assertThat(page.locator("#status")).hasText("locked");
    assertThat(page.locator("#sweeps option")).hasCount(0);
    assertThat(serious()).isEmpty();
    paste("not-the-token");
    assertThat(page.locator("#empty h2")).hasText("This token is not the right one");
    assertThat(serious()).isEmpty();
    paste(server.link());
    assertThat(page.locator(".row.body")).hasCount(2);
    assertThat(page).hasURL(bare() + "#view=trials");
    page.reload();
    assertThat(page.locator(".row.body")).hasCount(2);
  }

  private void paste(String text) {
    page.getByLabel("Link or token").fill(text);
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Open")).click();
  }

  private List<String> serious() {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(rule -> Set.of("serious", "critical").contains(rule.getImpact()))
            .map(rule -> rule.getId() + ": " + rule.getNodes().getFirst().getHtml())
            .toList();
  }

  /** Another run has the port of the last one, and a token of its own. */
  @Test
  void anOutdatedTokenIsToldAndTheNewLinkOpensInTheSameTab() throws StoreException {
    page.navigate(server.link());
    assertThat(page.locator("#status")).containsText("running");
    int port = server.port();
    server.close();
    assertThat(page.locator("#banner")).containsText("Reconnecting");
    server = serve(port, "another", false);
    assertThat(page.locator("#empty h2")).hasText("This token is not the right one");
    assertThat(page.locator("#view-sweep")).isHidden();
    page.navigate(server.link());
    assertThat(page.locator("#status")).containsText("running");
    page.navigate("about:blank");
  }

  @Test
  void anotherSweepIsShownWithTheSameToken() {
    page.navigate(server.link());
    assertThat(page.locator("#status")).containsText("0 of 2 trials ended");
    page.locator("#sweeps").selectOption("run-2");
    assertThat(page.locator("#status")).containsText("3 of 3 trials ended");
    assertThat(page).hasURL(Pattern.compile("#sweep=run-2$"));
  }

  @Test
  void readingThatIsOpenNeedsNoTokenAndOffersNoControl() throws StoreException {
    int port = server.port();
    server.close();
    server = serve(port, TOKEN, true);
    page.navigate(bare() + "#view=trials&sweep=run-1");
    assertThat(page.locator(".row.body")).hasCount(2);
    assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop")))
        .hasCount(0);
    first.train(0, 10, 5);
    page.waitForFunction("() => trebuchet.model.rows.get('s1-c0.5').step === 14");
    Page owner = tab();
    owner.navigate(server.link() + "&view=trials&sweep=run-1");
    assertThat(owner.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Stop")))
        .hasCount(2);
  }
}
