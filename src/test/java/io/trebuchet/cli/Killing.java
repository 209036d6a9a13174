package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.MetricBlock;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import picocli.CommandLine;

/** A sweep that is killed with -9 and goes on, again and again. */
final class Killing {
  private final Experiment experiment;
  private final Random random;
  private final long seed;
  private final Path folder;
  private final Path undisturbed;
  private final Path killed;
  private int met;
  private int aimed;
  private int halfWritten;

  /**
   * A sweep that is killed.
   *
   * @param kills how many times
   * @param most milliseconds until a kill, at the most
   * @param pace steps a second, at which it takes longer than that
   * @param aims what its kills are to meet, in turn
   * @param arguments of {@code run}
   * @param options of {@code run} and {@code resume}
   */
  record Experiment(
      String name,
      int kills,
      int most,
      int pace,
      List<KillAim> aims,
      List<String> arguments,
      List<String> options) {
    @Override
    public String toString() {
      return name;
    }
  }

  private Killing(Experiment experiment, Path folder, long seed) {
    this.experiment = experiment;
    this.folder = folder;
    this.seed = seed;
    this.random = new Random(seed + experiment.name().hashCode());
    this.undisturbed = folder.resolve("undisturbed");
    this.killed = folder.resolve("killed");
  }

  /** Computes the sweep without disturbing it. */
  static Killing of(Experiment experiment, Path folder, long seed) {
    Killing killing = new Killing(experiment, folder, seed);
    killing.computeUndisturbed();
    return killing;
  }

  int kills() {
    return experiment.kills();
  }

  private void computeUndisturbed() {
    List<String> whole = new ArrayList<>(List.of("run"));
    whole.addAll(experiment.arguments());
    whole.addAll(experiment.options());
    // Files instead of the database, whose rows are thereby compared with others.
    whole.addAll(List.of("--out", undisturbed.toString(), "--quiet", "--store", "csv"));
    assertThat(Cli.run(whole.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
  }

  /**
   * Begins the sweep or goes on with it, and kills the process.
   *
   * @param kill its number, from 0
   * @param way further options
   * @param underWay called once metrics flow
   */
  void kill(int kill, List<String> way, Runnable underWay) throws Exception {
    KillAim aim = experiment.aims().get(kill % experiment.aims().size());
    List<String> before = KillAim.halfWritten(killed);
    try (Victim victim = Victim.start(killed, command(way))) {
      // A process that is to go on with a run may be killed while it starts, too.
      if (aim != KillAim.ANYTHING || !Victim.isRun(killed)) {
        victim.awaitUnderWay();
        underWay.run();
      }
      victim.pass(random.nextInt(experiment.most()));
      aimed += aim.await(victim) && victim.process().isAlive() ? 1 : 0;
      met += victim.kill() ? 1 : 0;
    }
    List<String> after = KillAim.halfWritten(killed);
    after.removeAll(before);
    halfWritten += after.size();
  }

  private List<String> command(List<String> way) {
    List<String> command = new ArrayList<>();
    if (Victim.isRun(killed)) {
      command.addAll(List.of("resume", killed.toString()));
    } else {
      command.add("run");
      command.addAll(experiment.arguments());
      command.addAll(List.of("--set", "checkpoint.every=30ms", "--out", killed.toString()));
    }
    command.addAll(experiment.options());
    command.addAll(way);
    command.addAll(List.of("--quiet", "--parallelism", Integer.toString(1 + random.nextInt(3))));
    int pace = experiment.pace() * (1 + random.nextInt(3));
    command.addAll(List.of("--pace", Integer.toString(pace)));
    return command;
  }

  /** Lets the sweep end, and holds it against the undisturbed one. */
  void assertAlike(List<String> way) throws Exception {
    String how = "with -Dtrebuchet.kills.seed=" + seed;
    assertThat(met).as("kills that met a running sweep, " + how).isPositive();
    List<String> last = new ArrayList<>(List.of("resume", killed.toString(), "--quiet"));
    last.addAll(List.of("--parallelism", "3"));
    last.addAll(experiment.options());
    last.addAll(way);
    assertThat(Cli.run(last.toArray(String[]::new))).as(how).isEqualTo(new Cli.Said(0, ""));
    assertThat(Cli.trialsButWallTime(killed)).as(how).isEqualTo(Cli.trialsButWallTime(undisturbed));
    assertThat(Cli.steps(killed, folder.resolve("killed.csv"), way.toArray(String[]::new)))
        .as(how)
        .isEqualTo(Cli.steps(undisturbed, folder.resolve("undisturbed.csv")));
    List<String> verify = new ArrayList<>(List.of("verify", killed.toString()));
    verify.addAll(way);
    assertThat(Cli.run(verify.toArray(String[]::new)).code()).as(how).isZero();
    assertTimestampsIncrease(way);
    System.out.printf(
        "kills of %s: %d, of which %d met a running sweep, %d what they were aimed at;"
            + " %d checkpoints left half written%n",
        experiment.name(), experiment.kills(), met, aimed, halfWritten);
  }

  private void assertTimestampsIncrease(List<String> way) throws IOException {
    StoredOptions stored =
        CommandLine.populateCommand(new StoredOptions(), way.toArray(String[]::new));
    try (StoredSteps steps = stored.store().open(RunDirectory.open(killed))) {
      for (String trial : steps.stepsByTrial().keySet()) {
        long[] last = {0, -1};
        steps.read(trial, block -> check(block, last));
      }
    }
  }

  private static void check(MetricBlock block, long[] last) {
    for (int row = 0; row < block.rows(); row++) {
      assertThat(block.timestamp(row)).isGreaterThan(last[0]);
      assertThat(block.step(row)).isEqualTo(last[1] + 1);
      last[0] = block.timestamp(row);
      last[1] = block.step(row);
    }
  }
}
