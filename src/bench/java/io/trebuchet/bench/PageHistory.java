package io.trebuchet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trebuchet.cli.Trebuchet;
import io.trebuchet.process.ExitCode;
import io.trebuchet.process.Home;
import io.trebuchet.process.Version;
import io.trebuchet.run.RunCatalog;
import io.trebuchet.storage.Credentials;
import io.trebuchet.stores.DatabasePorts;
import io.trebuchet.stores.EndedStore;
import io.trebuchet.stores.SharedDatabase;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** How fast a finished sweep of many trials opens and moves. */
final class PageHistory {
  private PageHistory() {}

  static void measure(int trials, Path chromium, Path folder) throws IOException {
    Path out = folder.resolve("history");
    int code =
        Trebuchet.execute(
            "run",
            Home.path("configs/fig01.conf").toString(),
            "--quiet",
            "--no-web",
            "--out",
            out.toString(),
            "--set",
            "learning-rates.c={log-from=0.2, log-to=3.8, count=" + trials + "}",
            "--set",
            "control.rule=none",
            "--set",
            "stop.loss-change=0",
            "--set",
            "stop.max-steps=999");
    if (code != ExitCode.DONE) {
      throw new IOException("the sweep to look at failed with code " + code);
    }
    try (SharedDatabase shared =
            SharedDatabase.open(folder.resolve("root"), DatabasePorts.usual(), false);
        RunCatalog catalog =
            RunCatalog.of(folder, List.of(out), new HashSet<>(), shared, EndedStore.usual());
        WebServer server =
            WebServer.start(
                WebServer.Settings.local(0, "", Version.number()),
                Credentials.in(folder).token(),
                catalog);
        DevTools page = DevTools.start(chromium, 1280, 900)) {
      for (String what : List.of("first time, database just opened", "again")) {
        page.open("about:blank");
        long began = System.nanoTime();
        page.open(server.link());
        page.await("trebuchet.loaded && trebuchet.drawnAt > 0 && !trebuchet.frame");
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "%,d trials × 1,000 steps open in %.2f s (%s); %s curves%n",
            trials,
            seconds,
            what,
            page.evaluate("trebuchet.views.sweep.shown().length").asText());
      }
      JsonNode frames =
          page.evaluate(
              """
              new Promise((done) => {
                const { host } = trebuchet.views.sweep;
                host.setZoom([100, 400]);
                let last = 0;
                const gaps = [];
                const began = performance.now();
                const step = (now) => {
                  if (last) gaps.push(now - last);
                  last = now;
                  host.pan(gaps.length % 80 < 40 ? 5 : -5);
                  if (now - began < 4000) requestAnimationFrame(step); else done(gaps);
                };
                requestAnimationFrame(step);
              })\
              """);
      double[] gaps = new double[frames.size()];
      Arrays.setAll(gaps, i -> frames.get(i).asDouble());
      System.out.printf(
          Locale.ROOT,
          "panning: %.0f frames a second, slowest twentieth %.0f ms a frame%n",
          1000 / Arrays.stream(gaps).average().orElse(Double.NaN),
          Percentiles.of(gaps, 0.95));
    }
  }
}
