package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.TrialsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/how-to/own-observable.md, followed as a reader would; and a column of every run. */
class OwnObservableHowToTest {
  private static final Path PAGE = Path.of("docs/how-to/own-observable.md");
  private static final Path FILES = Path.of("docs/how-to/own-observable");
  private static final Path SOURCE = FILES.resolve("example/KernelTrace.java");
  private static final Path CONFIG = FILES.resolve("trace.conf");
  private static final Path SERVICE =
      FILES.resolve("META-INF/services/io.trebuchet.metrics.MetricSource");

  private static OwnCode code;

  @BeforeAll
  static void compile(@TempDir Path classes) throws IOException {
    code = OwnCode.compile(SOURCE, SERVICE, classes);
  }

  /** The same observable, changed, in a folder of its own. */
  private static OwnCode changed(Path dir, String from, String to) throws IOException {
    Path source = Files.createDirectories(dir.resolve("example")).resolve("KernelTrace.java");
    String text = Files.readString(SOURCE);
    assertThat(text).contains(from);
    Files.writeString(source, text.replace(from, to));
    return OwnCode.compile(source, SERVICE, Files.createDirectory(dir.resolve("classes")));
  }

  private static Path run(OwnCode code, Path dir, String store, String... more) throws Exception {
    Path run = dir.resolve(store);
    List<String> args =
        new java.util.ArrayList<>(
            List.of("run", CONFIG.toString(), "--out", run.toString(), "--quiet"));
    args.addAll(List.of("--store", store));
    args.addAll(List.of(more));
    code.trebuchet(dir, args.toArray(String[]::new));
    return run;
  }

  private static List<Map<String, String>> steps(OwnCode code, Path dir, Path run)
      throws Exception {
    Path out = dir.resolve(run.getFileName() + "-steps.csv");
    code.trebuchet(dir, "export", run.toString(), "--what", "steps", "-o", out.toString());
    return TrialsFile.rows(out);
  }

  @Test
  void thePageShowsTheFilesThemselves() throws IOException {
    String text = Files.readString(PAGE);
    assertThat(text).contains("```java\n" + Files.readString(SOURCE) + "```");
    assertThat(text).contains("```\n" + Files.readString(CONFIG) + "```");
    assertThat(text).contains(Files.readString(SERVICE).strip());
  }

  @Test
  void itsColumnsAreThoseOfAnyOther(@TempDir Path dir) throws Exception {
    Path run = run(code, dir, "questdb");
    assertThat(code.trebuchet(dir, "verify", run.toString())).contains("holds every row");
    List<Map<String, String>> steps = steps(code, dir, run);
    assertThat(steps.getFirst().keySet())
        .endsWith("sensitivity", "kernel_trace", "kernel_top_share", "gradient_norm_sq");
    assertThat(steps)
        .hasSizeGreaterThan(20)
        .allSatisfy(
            step -> {
              double share =
                  Double.parseDouble(step.get("lambda_max"))
                      / Double.parseDouble(step.get("kernel_trace"));
              assertThat(Double.parseDouble(step.get("kernel_top_share")))
                  .isCloseTo(share, within(1e-15))
                  .isBetween(0.5, 1.0);
            });
    assertThat(steps(code, dir, run(code, dir, "csv"))).isEqualTo(steps);
    // Without the class the rest is there, by the same numbers.
    Path plain = dir.resolve("plain.csv");
    assertThat(
            Trebuchet.execute("export", run.toString(), "--what", "steps", "-o", plain.toString()))
        .isZero();
    assertThat(Trebuchet.execute("verify", run.toString())).isEqualTo(ExitCode.USAGE);
    steps.forEach(step -> step.keySet().removeIf(column -> column.startsWith("kernel_")));
    assertThat(TrialsFile.rows(plain)).isEqualTo(steps);
  }

  private static OwnCode always(Path dir) throws IOException {
    return changed(
        dir,
        "  @Override\n  public Course begin() {",
        "  @Override\n  public boolean always() {\n    return true;\n  }\n\n"
            + "  @Override\n  public Course begin() {");
  }

  /** One that joins later is part of the run from then on. */
  @Test
  void oneThatJoinsAtAResumeIsNoted(@TempDir Path dir) throws Exception {
    Path run = run(code, dir, "questdb", "--set", "record.observables=[]");
    OwnCode always = always(dir);
    always.trebuchet(
        dir, "resume", run.toString(), "--quiet", "--set", "learning-rates.c=[0.5, 1.5, 2.2, 2.4]");
    assertThat(always.trebuchet(dir, "verify", run.toString())).contains("holds every row");
    assertThat(Trebuchet.execute("verify", run.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(steps(always, dir, run))
        .anySatisfy(step -> assertThat(step.get("kernel_trace")).isNotEmpty());
  }

  /** No observable writes into another's column, and its failure is its own. */
  @Test
  void itSetsItsOwnMetricsOnly(@TempDir Path dir) throws Exception {
    OwnCode bold = changed(dir, "into.set(TRACE, trace);", "into.set(Metric.LOSS, trace);");
    String said =
        bold.refused(
            dir,
            ExitCode.FAILED,
            "run",
            CONFIG.toString(),
            "--out",
            dir.resolve("bold").toString(),
            "--quiet",
            "--store",
            "none");
    assertThat(said)
        .contains("observable kernel-trace (example.KernelTrace): ")
        .contains("it sets loss, which is not its own");
  }

  @Test
  void oneThatIsAlwaysOnIsAColumnOfEveryRun(@TempDir Path dir) throws Exception {
    OwnCode always = always(dir);
    Path run = run(always, dir, "csv", "--set", "record.observables=[]");
    assertThat(always.trebuchet(dir, "verify", run.toString())).contains("holds every row");
    // Without its class nothing goes on as if there were no such column.
    assertThat(Trebuchet.execute("resume", run.toString(), "--quiet")).isEqualTo(ExitCode.USAGE);
    assertThat(steps(always, dir, run))
        .hasSizeGreaterThan(20)
        .allSatisfy(step -> assertThat(step.get("kernel_trace")).isNotEmpty());
  }

  @Test
  void aNameThatIsTakenIsSaid(@TempDir Path dir) throws Exception {
    OwnCode taken = changed(dir, "\"kernel_trace\"", "\"lambda_2\"");
    assertThat(taken.refused(dir, 2, "check", CONFIG.toString()))
        .isEqualTo(
            "trebuchet: a class of TREBUCHET_CLASSPATH cannot be used: example.KernelTrace: there"
                + " is a column named lambda_2 already\n");
  }
}
