package io.trebuchet.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.control.StopReason;
import io.trebuchet.control.TrialHistory;
import io.trebuchet.control.TrialRules;
import io.trebuchet.control.Verdict;
import io.trebuchet.metrics.Metric;
import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.Recorder;
import io.trebuchet.metrics.Series;
import io.trebuchet.metrics.StepChecksum;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import io.trebuchet.physics.DescentState;
import io.trebuchet.storage.CheckpointFiles;
import io.trebuchet.trial.TrialCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What earlier versions wrote must load. Each released format keeps its files under {@code
 * golden/format-N}; {@link #main} writes those of a new one.
 */
final class GoldenFilesTest {
  private static final Path FORMAT_3 = Path.of("src/test/resources/golden/format-3");

  private static final String FINGERPRINT = "2a" + "00".repeat(31);

  @TempDir private Path folder;

  private static TrialCheckpoint checkpoint() {
    TrialHistory.Seen first = new TrialHistory.Seen(1.5, 60, 2, 4.4, 0.25, Double.NaN, 0.5, 0.75);
    TrialHistory.Seen last =
        new TrialHistory.Seen(0.125, 40, 0.5, 1.1, 0.5, Double.NaN, 0.25, 0.875);
    return new TrialCheckpoint(
        "s1-c2.2",
        117,
        116,
        2.2,
        1_700_000_000_123_456_789L,
        5_000_000_000L,
        DescentState.of(
            Map.of("theta", new double[] {0.1, -0.0, Double.MIN_VALUE}, "calls", new double[] {7})),
        DescentState.of(Map.of("initial-weights", new double[] {1, 2, 3})),
        DescentState.of(Map.of("state", new double[] {4}, "memory", new double[0])),
        new Recorder.State(pending(), List.of(true), 0.125, 0.25, 3),
        new StepChecksum.State(129, "5c".repeat(32), pending()),
        new TrialHistory.State(first, last, 99.5, 4, 4.4, 60, 0.125, true, 1, 117),
        new TrialRules.State(0.126, 2, 0.75, Double.NaN),
        new Verdict.Halt(Outcome.CONVERGED, StopReason.LOSS_CHANGE, 117, "small"));
  }

  private static MetricBlock pending() {
    Series series = new Series("fig01-20260101-000000-1234", "fig01", "s1-c2.2", 1, 2.2);
    MetricBlock.Builder rows = MetricBlock.Builder.create(series, 1, List.of(Metric.LOSS));
    rows.row(117, 1_700_000_000_123_456_789L);
    rows.set(Metric.LOSS, 0.125);
    return rows.build();
  }

  private static List<SweepJournal.Event> events() {
    return List.of(
        new SweepJournal.SweepBegun("fig01-20260101-000000-1234"),
        new SweepJournal.TrialStarted("g1-s1-c2.2"),
        new SweepJournal.TrialPaused("g1-s1-c2.2"),
        new SweepJournal.TrialContinued("g1-s1-c2.2"),
        new SweepJournal.SweepPaused(),
        new SweepJournal.SweepContinued(),
        new SweepJournal.TrialEnded(result(), new TrialSteps(118, "a7".repeat(32))),
        new SweepJournal.TrialStopped(result(), null));
  }

  private static TrialResult result() {
    return TrialResult.of("g1-s1-c2.2", 1)
        .at("model.n=5", 2.2, 0.5)
        .ended(Outcome.CONVERGED, "loss-change", 117)
        .loss(1.5, 99.5, 4, 0.125)
        .catapults(1)
        .lambdaMax(2, 0.5)
        .etaLambda(4.4, 4.4, 1.1)
        .weightNormSq(60, 60, 40)
        .sparsity(0.5, Double.NaN)
        .test(0.25, 0.875)
        .bounds(2.5, 2.25, 2.125, 9)
        .wallMillis(5000)
        .build();
  }

  /** Writes the files of the present format into a folder. */
  public static void main(String[] arguments) throws IOException {
    Path into = Path.of(arguments[0]);
    WireFormat format = WireFormat.ofValues();
    CheckpointFiles.in(into).write("s1-c2.2", FINGERPRINT, 117, format.write(checkpoint()), true);
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00.123456Z"));
    try (JournalFile journal = JournalFile.open(into, clock)) {
      journal.append(events().subList(0, 1));
      journal.append(events().subList(1, events().size()));
    }
  }

  @Test
  void aCheckpointOfFormat3Loads() throws Exception {
    CheckpointFiles.Contents contents = CheckpointFiles.in(FORMAT_3).read("s1-c2.2");
    assertThat(contents.damaged()).isEmpty();
    CheckpointFiles.Found found = contents.valid().getFirst();
    assertThat(found.step()).isEqualTo(117);
    assertThat(found.fingerprint()).isEqualTo(FINGERPRINT);
    assertThat(WireFormat.ofValues().read(found.payload()))
        .usingRecursiveComparison()
        .withEqualsForType((a, b) -> Double.compare(a, b) == 0, Double.class)
        .withEqualsForType(
            (a, b) ->
                a.series().equals(b.series())
                    && a.step(0) == b.step(0)
                    && a.timestamp(0) == b.timestamp(0)
                    && a.value(Metric.LOSS, 0) == b.value(Metric.LOSS, 0),
            MetricBlock.class)
        .isEqualTo(checkpoint());
  }

  @Test
  void aJournalOfFormat3Loads() throws Exception {
    List<SweepJournal.Event> found = new ArrayList<>();
    JournalFile.look(FORMAT_3, entry -> found.add(entry.event()));
    assertThat(found).isEqualTo(events());
  }

  /** What was written once stays: another format gets files of its own. */
  @Test
  void theFilesAreAsTheyWereWritten() throws Exception {
    Map<String, String> sums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(FORMAT_3)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        sums.put(file.getFileName().toString(), HexFormat.of().formatHex(sum));
      }
    }
    assertThat(sums)
        .isEqualTo(
            Map.of(
                "events.log",
                "bac7486ba4915a687d6e1a9e2b492f3c19f25e8e13cbd3c23c87643981b6abf1",
                "000001-000000117.ckpt",
                "0ef3b13d02b4f6641155d909cf958799f743d89e1f6df47065966bd732945fc6"));
  }

  /** The format has not changed unnoticed: what is written today are the same bytes. */
  @Test
  void thePresentFormatIsFormat3() throws Exception {
    main(new String[] {folder.toString()});
    assertThat(folder.resolve("events.log")).hasSameBinaryContentAs(FORMAT_3.resolve("events.log"));
    assertThat(CheckpointFiles.in(folder).read("s1-c2.2").valid().getFirst().payload())
        .isEqualTo(CheckpointFiles.in(FORMAT_3).read("s1-c2.2").valid().getFirst().payload());
  }
}
