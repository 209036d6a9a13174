package io.trebuchet.cli;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.trebuchet.run.RunCatalog;
import io.trebuchet.stores.DatabasePorts;
import io.trebuchet.stores.EndedStore;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.web.Chromium;
import io.trebuchet.web.SweepCatalog;
import io.trebuchet.web.WebServer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Makes the pictures of the documentation from two finished runs: {@code mvn -B test
 * -Dtest=PagePictures -Dpictures=docs/images -Druns=runs/fig01,runs/fig03}.
 */
@EnabledIfSystemProperty(named = "pictures", matches = ".+")
final class PagePictures {
  private static final Path INTO = Path.of(System.getProperty("pictures", "docs/images"));

  @Test
  void make() throws Exception {
    List<Path> runs =
        List.of(System.getProperty("runs", "").split(",", -1)).stream().map(Path::of).toList();
    Path root = java.nio.file.Files.createTempDirectory("pictures");
    try (SharedDatabase shared = SharedDatabase.open(root, DatabasePorts.usual(), false);
        RunCatalog catalog =
            RunCatalog.of(root, runs, new HashSet<>(), shared, EndedStore.usual());
        WebServer server =
            WebServer.start(WebServer.Settings.local(0, "", "docs"), "docs", catalog);
        Chromium chromium = Chromium.start()) {
      String link = server.link();
      shot(
          chromium,
          link + "&sweep=" + id(catalog, "fig01") + "&focus=s1-c3&zoom=0:32",
          "page-sweep-fig01",
          1360,
          960,
          ColorScheme.LIGHT);
      shot(
          chromium,
          link + "&sweep=" + id(catalog, "fig03"),
          "page-sweep-fig03-dark",
          1360,
          1180,
          ColorScheme.DARK);
      shot(
          chromium,
          link + "&view=trials&sweep=" + id(catalog, "fig03") + "&focus=s1-c20",
          "page-trials-fig03",
          1360,
          720,
          ColorScheme.LIGHT);
      shot(
          chromium,
          link + "&view=engine&sweep=" + id(catalog, "fig03"),
          "page-engine-fig03",
          1360,
          660,
          ColorScheme.LIGHT);
      shot(
          chromium,
          link + "&sweep=" + id(catalog, "fig01"),
          "page-phone-fig01",
          390,
          844,
          ColorScheme.LIGHT);
    }
  }

  private static String id(SweepCatalog catalog, String name) {
    return catalog.sweeps().stream()
        .map(sweep -> sweep.about())
        .filter(about -> about.name().equals(name))
        .map(about -> about.id())
        .findFirst()
        .orElseThrow();
  }

  private static void shot(
      Chromium chromium, String link, String name, int width, int height, ColorScheme scheme) {
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme);
    try (BrowserContext context = chromium.browser().newContext(options)) {
      Page page = context.newPage();
      page.navigate(link);
      page.waitForFunction("() => trebuchet.loaded && trebuchet.drawnAt > 0 && !trebuchet.frame");
      page.waitForTimeout(800); // sparks and finer steps come on their own
      page.screenshot(new Page.ScreenshotOptions().setPath(INTO.resolve(name + ".png")));
    }
  }
}
