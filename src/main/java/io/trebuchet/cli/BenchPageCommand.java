package io.trebuchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trebuchet.cli.bench.DevTools;
import io.trebuchet.cli.bench.Percentiles;
import io.trebuchet.cli.bench.SlowViewer;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code trebuchet bench page}. */
@Command(
    name = "page",
    description = {
      "Measures the live page in a headless Chromium: how long from a step computed to the step",
      "drawn, how fast a large finished sweep opens and moves, and what a slow viewer costs."
    },
    mixinStandardHelpOptions = true)
final class BenchPageCommand implements Callable<Integer> {
  /** The measurements. */
  enum Part {
    /** From a step computed to the step drawn. */
    LATENCY,
    /** A finished sweep of many trials. */
    HISTORY,
    /** A viewer that reads a byte a second. */
    SLOW
  }

  @Option(
      names = "--part",
      paramLabel = "PART",
      description = "latency, history or slow; all without it.")
  private Set<Part> parts = new LinkedHashSet<>();

  @Option(names = "--chromium", paramLabel = "FILE", description = "Default: ${DEFAULT-VALUE}.")
  private Path chromium = Path.of("/usr/bin/chromium");

  @Option(names = "--data-dir", paramLabel = "DIR", description = "As for run; fig03 needs MNIST.")
  private @Nullable Path dataDir;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "Of the finished sweep. Default: ${DEFAULT-VALUE}.")
  private int trials = 2000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Pairs of runs for slow. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("trebuchet-bench-page");
    try {
      Set<Part> chosen = parts.isEmpty() ? new LinkedHashSet<>(List.of(Part.values())) : parts;
      for (Part part : chosen) {
        switch (part) {
          case LATENCY -> latency(folder);
          case HISTORY -> history(folder);
          case SLOW -> slow(folder);
        }
      }
    } finally {
      delete(folder);
    }
    return ExitCode.DONE;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> files;
    try (var entries = Files.walk(folder)) {
      files = entries.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private List<String> fig03(Path out, int port, String rates, int steps, String store) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "configs/fig03.conf",
                "--quiet",
                "--out",
                out.toString(),
                "--store",
                store,
                "--web-port",
                Integer.toString(port),
                "--set",
                "learning-rates.c=" + rates,
                "--set",
                "stop.loss-change=0",
                "--set",
                "stop.max-steps=" + steps));
    if (dataDir != null) {
      arguments.addAll(List.of("--data-dir", dataDir.toString()));
    }
    return arguments;
  }

  private static CompletableFuture<Integer> start(List<String> arguments) {
    return CompletableFuture.supplyAsync(() -> Trebuchet.execute(arguments.toArray(String[]::new)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void latency(Path folder) throws IOException {
    Path out = folder.resolve("fig03");
    int port = freePort();
    try (DevTools page = DevTools.start(chromium, 1280, 900)) {
      CompletableFuture<Integer> run =
          start(fig03(out, port, "[1, 2.5, 4, 6, 8, 10]", 1500, "questdb"));
      openOnceThere(page, port);
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

  private static void openOnceThere(DevTools page, int port) throws IOException {
    String link = "http://127.0.0.1:" + port + "/";
    for (int attempt = 0; ; attempt++) {
      page.open(link);
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
    try (StoredSteps steps = new Stored().open(RunDirectory.open(out))) {
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

  private void history(Path folder) throws IOException {
    Path out = folder.resolve("history");
    int code =
        start(
                List.of(
                    "run",
                    "configs/fig01.conf",
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
                    "stop.max-steps=999"))
            .join();
    if (code != ExitCode.DONE) {
      throw new IOException("the sweep to look at failed with code " + code);
    }
    try (SharedDatabase shared =
            SharedDatabase.open(folder.resolve("root"), new StoreOptions.Ports());
        RunCatalog catalog = RunCatalog.of(folder, List.of(out), new HashSet<>(), shared);
        WebServer server =
            WebServer.start(WebServer.Settings.local(0, "", Version.number()), catalog);
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

  private void slow(Path folder) throws IOException {
    double[] ratios = new double[rounds];
    double[] memory = new double[rounds];
    timed(folder.resolve("warm-up"), true);
    for (int round = 0; round < rounds; round++) {
      boolean slowFirst = round % 2 == 1;
      double[] one = timed(folder.resolve("a" + round), slowFirst);
      double[] other = timed(folder.resolve("b" + round), !slowFirst);
      double[] watched = slowFirst ? one : other;
      double[] alone = slowFirst ? other : one;
      ratios[round] = watched[0] / alone[0];
      memory[round] = (watched[1] - alone[1]) / (1 << 20);
      System.out.printf(
          Locale.ROOT,
          "  %.2f s with a viewer of one byte a second, %.2f s without: %+.1f%%; heap %+.1f MiB%n",
          watched[0],
          alone[0],
          100 * (ratios[round] - 1),
          memory[round]);
    }
    System.out.printf(
        Locale.ROOT,
        "a viewer of one byte a second: %+.1f%% wall time, %+.1f MiB of heap (medians of %d"
            + " pairs)%n",
        100 * (Percentiles.of(ratios, 0.5) - 1),
        Percentiles.of(memory, 0.5),
        rounds);
  }

  /** Seconds and used bytes of the heap of a run that a slow viewer watches, or nobody. */
  private double[] timed(Path out, boolean watched) throws IOException {
    int port = freePort();
    long began = System.nanoTime();
    CompletableFuture<Integer> run = start(fig03(out, port, "[2.5, 4]", 1500, "none"));
    if (watched) {
      try (SlowViewer viewer = SlowViewer.watch(port, run::isDone)) {
        run.join();
      }
    } else {
      run.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new double[] {seconds, runtime.totalMemory() - runtime.freeMemory()};
  }
}
