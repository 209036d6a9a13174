package io.trebuchet.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.trebuchet.data.ImageFiles;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.web.Chromium;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs, watched in a real browser. */
final class LivePageTest {
  private static Chromium chromium;
  @TempDir private Path folder;

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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    }
  }

  private static CompletableFuture<Cli.Said> run(Path out, int port, String... more) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(more));
    arguments.addAll(
        List.of("--out", out.toString(), "--quiet", "--web-port", Integer.toString(port)));
    return CompletableFuture.supplyAsync(() -> Cli.run(arguments.toArray(String[]::new)));
  }

  /** Whether the sweep is served: before that, its API says that it has not begun. */
  private static boolean hasBegun(int port, String token) throws IOException {
    URI sweeps = URI.create("http://127.0.0.1:" + port + "/api/sweeps");
    HttpURLConnection asked = (HttpURLConnection) sweeps.toURL().openConnection();
    asked.setRequestProperty("Authorization", "Bearer " + token);
    try {
      return asked.getResponseCode() == 200;
    } catch (ConnectException e) {
      return false;
    } finally {
      asked.disconnect();
    }
  }

  private static Page open(Path run, int port) throws IOException {
    Page page = chromium.browser().newPage();
    page.onPageError(
        error -> {
          throw new AssertionError(error);
        });
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            throw new AssertionError(message.text());
          }
        });
    for (int attempt = 1; ; attempt++) {
      try {
        String token = Credentials.read(run.resolve(Credentials.FILE)).token();
        if (!hasBegun(port, token) && attempt < 100) {
          page.waitForTimeout(100);
          continue;
        }
        page.navigate("http://127.0.0.1:" + port + "/#token=" + token);
        return page;
      } catch (com.microsoft.playwright.PlaywrightException | NoSuchFileException e) {
        // The server starts beside the first steps; a browser's user would press reload.
        if (attempt == 100) {
          throw e;
        }
        page.waitForTimeout(100);
      }
    }
  }

  @Test
  void curvesGrowAndATrialIsPausedAndStoppedFromThePage() throws Exception {
    int port = freePort();
    Path out = folder.resolve("fig02");
    CompletableFuture<Cli.Said> run =
        run(
            out,
            port,
            "configs/fig02.conf",
            "--pace",
            "10",
            "--parallelism",
            "3",
            "--set",
            "learning-rates.c=[1.9, 3, 4]",
            "--set",
            "stop.loss-change=0",
            "--set",
            "stop.max-steps=80");
    try (Page page = open(out, port)) {
      String length = "window.trebuchet?.model?.series.get('s1-c3')?.from.length";
      page.waitForFunction("() => %s > 5".formatted(length));
      byte[] before = page.locator("[data-metric=loss]").screenshot();
      page.waitForFunction("() => %s > 12".formatted(length));
      assertThat(page.locator("[data-metric=loss]").screenshot()).isNotEqualTo(before);
      // The catapult: at c = 3 the loss rises before it falls.
      assertThat(
              page.evaluate(
                  """
                  () => {
                    const { max } = trebuchet.model.series.get('s1-c3').metrics.loss;
                    return Math.max(...max) > 2 * max[0];
                  }\
                  """))
          .isEqualTo(true);

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Trials")).click();
      act(page, "Pause s1-c4");
      assertThat(page.locator("[data-trial='s1-c4']")).containsText("paused");
      act(page, "Stop s1-c3");
      assertThat(page.locator("[data-trial='s1-c3']")).containsText("stopped");
      act(page, "Continue s1-c3");
      assertThat(page.locator("[data-trial='s1-c3']")).containsText("running");
      page.locator("details summary").getByText("Why trials ended").click();
      assertThat(page.locator("details .audit"))
          .containsText("continued after it had been stopped");
      act(page, "Stop s1-c3");
      assertThat(page.locator("[data-trial='s1-c3']")).containsText("stopped");
      // The open list follows.
      assertThat(page.locator("details .audit tbody tr")).hasCount(3);
      act(page, "Continue s1-c4");
      assertThat(page.locator("[data-trial='s1-c4']")).containsText("running");

      assertThat(page.locator("details .audit")).containsText("a user asked for it");
      assertThat(Cli.run("pause", out.toString(), "s1-c1.9")).isEqualTo(new Cli.Said(0, ""));
      assertThat(page.locator("[data-trial='s1-c1.9']")).containsText("paused");
      assertThat(Cli.run("continue", out.toString())).isEqualTo(new Cli.Said(0, ""));
      assertThat(page.locator("[data-trial='s1-c1.9']")).containsText("running");

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Engine")).click();
      assertThat(page.locator(".facts")).containsText("2 running");
      assertThat(page.locator(".facts")).containsText("running trials that need not wait");
      assertThat(page.locator(".facts")).containsText("on the disk, for the store");
      page.evaluate("() => trebuchet.live.close()");
    }
    assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(new Cli.Said(0, ""));
    Map<String, String> stopped = Cli.trials(out).get(1);
    assertThat(stopped).containsEntry("outcome", "stopped").containsEntry("stop_reason", "user");
    assertThat(Cli.trials(out).get(2)).containsEntry("steps", "80");
    assertThat(StopsFile.read(new RunDirectory(out).stops()))
        .filteredOn(stop -> stop.trial().equals("s1-c3"))
        .extracting(StopsFile.Stop::state)
        .containsExactly("ended", "continued", "ended");
  }

  private static void act(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name)).click();
    page.locator("#dialog-yes").click();
  }

  @Test
  void aNetOnImagesIsWatchedWhileItTrains() throws Exception {
    Path data =
        ImageFiles.folders("mnist-01").roots().stream()
            .filter(root -> Files.isDirectory(root.resolve("mnist-01")))
            .findFirst()
            .orElseThrow();
    int port = freePort();
    CompletableFuture<Cli.Said> run =
        run(
            folder.resolve("fig03"),
            port,
            "configs/fig03.conf",
            "--data-dir",
            data.toString(),
            "--store",
            "none",
            "--pace",
            "60",
            "--set",
            "learning-rates.c=[1, 4]",
            "--set",
            "data.train=16",
            "--set",
            "data.test=20",
            "--set",
            "stop.max-steps=300");
    try (Page page = open(folder.resolve("fig03"), port)) {
      page.waitForFunction("() => window.trebuchet?.model?.series.get('s1-c4')?.rows > 20");
      assertThat(page.locator("[data-phase=sparsity_1]")).isVisible();
      assertThat(page.locator("#status"))
          .containsText("finished", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
      assertThat(page.locator(".marks")).containsText("catapult");
      page.evaluate("() => trebuchet.live.close()");
    }
    assertThat(run.get(60, TimeUnit.SECONDS).code()).isZero();
  }

  @Test
  void aPortThatIsAskedForAndTakenIsAnError() throws IOException {
    try (ServerSocket busy = new ServerSocket()) {
      busy.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Cli.Said said =
          Cli.run("run", "configs/fig01.conf", "--web-port", Integer.toString(busy.getLocalPort()));
      assertThat(said.code()).isEqualTo(2);
      assertThat(said.errors()).contains("--web-port");
    }
  }
}
