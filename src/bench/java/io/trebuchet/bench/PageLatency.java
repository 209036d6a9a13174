package io.trebuchet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trebuchet.cli.Trebuchet;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.stores.EndedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** How long it takes from a step computed to the step drawn, while a net trains. */
final class PageLatency {
  private PageLatency() {}

  static void measure(WatchedRun fig03, Path chromium, Path folder) throws IOException {
    Path out = folder.resolve("fig03");
    int port = WatchedRun.freePort();
    try (DevTools page = DevTools.start(chromium, 1280, 900)) {
      CompletableFuture<Integer> run =
          CompletableFuture.supplyAsync(
              () ->
                  Trebuchet.execute(
                      fig03
                          .arguments(out, port, "[1, 2.5, 4, 6, 8, 10]", 1500, "questdb")
                          .toArray(String[]::new)));
      openOnceThere(page, port, out);
      page.evaluate(
          """
          (() => {
            window.drawn = [];
            trebuchet.onDrawn = () => {
              const seen = [...trebuchet.model.series].map(([t, s]) => [t, s.to[s.to.length - 1]]);
              // The next frame begins only when this one is on its way to the screen.
              requestAnimationFrame(() => drawn.push([performance.timeOrigin + performance.now(), seen]));
            };
          })()\
          """);
      page.await("trebuchet.model.over || trebuchet.connection === 'lost'");
      JsonNode drawn = page.evaluate("window.drawn");
      run.join();
      double[] millis = latencies(out, drawn);
      System.out.printf(
          Locale.ROOT,
          "step computed to step drawn, fig03 training: p50 %.0f ms, p99 %.0f ms, max %.0f ms"
              + " (%,d steps, %,d drawings)%n",
          Percentiles.of(millis, 0.5),
          Percentiles.of(millis, 0.99),
          Percentiles.of(millis, 1),
          millis.length,
          drawn.size());
    }
  }

  private static void openOnceThere(DevTools page, int port, Path out) throws IOException {
    for (int attempt = 0; ; attempt++) {
      page.open("about:blank");
      page.open(
          "http://127.0.0.1:" + port + "/#token=" + WatchedRun.token(out).orElse("not-there-yet"));
      try {
        page.evaluate(
            "new Promise((yes, no) => setTimeout(() => location.protocol === 'http:' ? yes() :"
                + " no(), 200))");
        page.await("trebuchet.model.series.size > 0");
        return;
      } catch (IOException e) {
        if (attempt == 50) {
          throw e;
        }
      }
    }
  }

  /** For every step that was drawn, how long after its timestamp the first drawing with it was. */
  private static double[] latencies(Path out, JsonNode drawn) throws IOException {
    Map<String, NavigableMap<Long, Double>> firstDrawn = new HashMap<>();
    for (JsonNode drawing : drawn) {
      for (JsonNode seen : drawing.get(1)) {
        firstDrawn
            .computeIfAbsent(seen.get(0).asText(), t -> new TreeMap<>())
            .putIfAbsent(seen.get(1).asLong(), drawing.get(0).asDouble());
      }
    }
    List<Double> millis = new ArrayList<>();
    try (StoredSteps steps = EndedStore.usual().open(RunDirectory.open(out))) {
      for (var entry : firstDrawn.entrySet()) {
        // What the page showed when it opened was computed before anyone looked.
        long before = entry.getValue().firstKey();
        steps.read(entry.getKey(), block -> add(block, before, entry.getValue(), millis));
      }
    }
    return millis.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void add(
      MetricBlock block, long before, NavigableMap<Long, Double> drawn, List<Double> millis) {
    for (int row = 0; row < block.rows(); row++) {
      var first = block.step(row) <= before ? null : drawn.ceilingEntry(block.step(row));
      if (first != null) {
        millis.add(first.getValue() - block.timestamp(row) / 1e6);
      }
    }
  }
}
