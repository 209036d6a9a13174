package io.trebuchet.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.SweepConfig;
import io.trebuchet.config.SweepIdentity;
import io.trebuchet.config.SweepReader;
import io.trebuchet.data.DataFolders;
import io.trebuchet.durable.Durability;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.metrics.Emission;
import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.streams.MemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pause stops, and how soon. */
final class PausedSweepTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;
  private final Map<String, Integer> chunks = new ConcurrentHashMap<>();
  private final CountDownLatch moving = new CountDownLatch(60);

  private void see(Emission emission) {
    if (emission instanceof MetricBlock block) {
      chunks.merge(block.series().trial(), 1, Integer::sum);
      moving.countDown();
    }
  }

  private SweepEngine start(String figure, String model, SweepJournal journal) throws Exception {
    SweepConfig config =
        SweepReader.create()
            .read(
                Path.of("configs", figure + ".conf"),
                Overrides.of(
                    model,
                    "learning-rates.c=[0.5, 1, 1.5, 2.5]",
                    "stop={ loss-change = 0, max-steps = 1000000000 }",
                    "record={ mode = outcome, test-every = 0 }"));
    return SweepEngine.start(
        config,
        new SweepEngine.Options("run", 2, 0),
        new DataFolders(List.of()),
        MemoryStore.open(),
        Ledger.create("memory"),
        this::see,
        InstantSource.system(),
        Durability.ofNewRun(
            journal,
            folder.resolve("checkpoints"),
            Duration.ofSeconds(30),
            SweepIdentity.of(config.resolved()),
            line -> {}));
  }

  /** Trials that compute by themselves, and trials that share products. */
  @ParameterizedTest
  @CsvSource({"fig01, model.n=60", "fig05, model.n=400"})
  void aPauseHoldsEveryTrialWithinOneChunkAndFreesTheCores(String figure, String model)
      throws Exception {
    try (SweepJournal journal =
            JournalFile.create(folder.resolve("journal"), InstantSource.system());
        SweepEngine engine = start(figure, model, journal)) {
      assertThat(moving.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(coresInUse()).isGreaterThan(0.5);

      engine.pause(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      Map<String, Integer> acknowledged = new TreeMap<>(chunks);
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2);
      // The chunk that was being computed, and what the pause itself leaves to do.
      pass(Duration.ofMillis(500));
      Map<String, Integer> held = new TreeMap<>(chunks);
      assertThat(held.keySet()).isEqualTo(acknowledged.keySet());
      held.forEach(
          (trial, count) ->
              assertThat(count - acknowledged.getOrDefault(trial, 0)).as(trial).isBetween(0, 1));

      long trainers = trainerNanos();
      double used = coresInUse();
      assertThat(trainerNanos() - trainers).isLessThan(5_000_000);
      // The compiler may still be at work on what was computed before.
      for (int more = 0; more < 6 && used >= 0.1; more++) {
        used = coresInUse();
      }
      assertThat(used).isLessThan(0.1);
      assertThat(chunks).isEqualTo(held);

      engine.resume(List.of()).toCompletableFuture().get(30, TimeUnit.SECONDS);
      assertThat(coresInUse()).isGreaterThan(0.5);
      held.forEach((trial, count) -> assertThat(chunks.get(trial)).isGreaterThan(count));
      engine.supervisor().tell(new SweepSupervisor.StopSweep());
      engine.ending().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  /** Processor time of this process over a second and a half, in cores. */
  private static double coresInUse() throws Exception {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long began = System.nanoTime();
    long before = system.getProcessCpuTime();
    pass(Duration.ofMillis(1500));
    return (double) (system.getProcessCpuTime() - before) / (System.nanoTime() - began);
  }

  /** Processor time of the threads that trials compute on. */
  private static long trainerNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().contains(SweepSupervisor.TRAINER)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    assertThat(nanos).isPositive();
    return nanos;
  }

  private static void pass(Duration time) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS)).isFalse();
  }
}
