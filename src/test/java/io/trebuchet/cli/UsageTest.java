package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class UsageTest {
  @TempDir private Path folder;

  private Path out() {
    return folder.resolve("out");
  }

  @Test
  void threeFaultsAreToldTogetherAndNothingIsCreated() throws IOException {
    Path config = folder.resolve("faulty.conf");
    Files.writeString(
        config,
        """
        model { kind = pure-quadratic, n = -5 }
        data { kind = toy, z = 1 }
        learning-rates { c = [] }
        """);
    Cli.Said said = Cli.run("run", config.toString(), "--out", out().toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("faulty.conf:1: model.n"))
        .anyMatch(line -> line.contains("faulty.conf:2: data.z"))
        .anyMatch(line -> line.contains("faulty.conf:3: learning-rates.c"));
    assertThat(out()).doesNotExist();
  }

  @Test
  void missingDataNamesFilesPlacesAndTheWayOut() {
    assumeThat(System.getenv("TREBUCHET_DATA")).as("a folder that may hold the files").isNull();
    String home = System.getProperty("user.home");
    System.setProperty("user.home", folder.resolve("home").toString());
    Cli.Said said;
    try {
      said =
          Cli.run(
              "run",
              "configs/fig03.conf",
              "--out",
              out().toString(),
              "--data-dir",
              folder.toString());
    } finally {
      System.setProperty("user.home", home);
    }
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors())
        .contains("train-images-idx3-ubyte.gz")
        .contains(folder.toString())
        .contains(folder.resolve("home").toString())
        .contains("data fetch mnist");
    assertThat(out()).doesNotExist();
  }

  @Test
  void aDirectoryThatHoldsARunIsNeverOverwritten() throws IOException {
    String[] args = {
      "run",
      "configs/fig01.conf",
      "--out",
      out().toString(),
      "--quiet",
      "--store",
      "none",
      "--set",
      "learning-rates.c=[1]"
    };
    assertThat(Cli.run(args).code()).isZero();
    String before = Files.readString(out().resolve("trials.csv"));
    Cli.Said said = Cli.run(args);
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("--out");
    assertThat(Files.readString(out().resolve("trials.csv"))).isEqualTo(before);
  }

  @Test
  void aBusyPortThatWasAskedForIsNamed() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Said said =
          Cli.run(
              "run",
              "configs/fig01.conf",
              "--out",
              out().toString(),
              "--quiet",
              "--questdb-port",
              Integer.toString(busy.getLocalPort()));
      assertThat(said.code()).isEqualTo(4);
      assertThat(said.errors()).contains("--questdb-port");
      // Steps were computed meanwhile, but no run begins before its store is open.
      assertThat(out().resolve("manifest.json")).doesNotExist();
      assertThat(out().resolve("endpoint.json")).doesNotExist();
    }
  }

  @Test
  void anUnreachableInfluxIsExitFour() {
    Cli.Said said =
        Cli.run(
            "run",
            "configs/fig01.conf",
            "--out",
            out().toString(),
            "--quiet",
            "--store",
            "influx",
            "--influx-url",
            "http://127.0.0.1:9");
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.errors()).contains("--influx-url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--parallelism 0",
        "--pace -1",
        "--store tape",
        "--store influx",
        "--no",
        "--web-host 192.0.2.1",
        "--data-dir missing",
        "--web-port 99999"
      })
  void badOptionsAreUsageErrors(String options) {
    String[] split = options.split(" ", -1);
    String[] args = new String[4 + split.length];
    args[0] = "run";
    args[1] = "configs/fig01.conf";
    args[2] = "--out";
    args[3] = out().toString();
    System.arraycopy(split, 0, args, 4, split.length);
    Cli.Said said = Cli.run(args);
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains(split[0]);
    assertThat(out()).doesNotExist();
  }

  @Test
  void aStoreThatIsNoneIsToldWhichThereAre() {
    Cli.Said said = Cli.run("run", "configs/fig01.conf", "--store", "tape");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors())
        .contains("no store called tape: it must be one of questdb, influx, csv, none;")
        .contains("TREBUCHET_CLASSPATH");
    assertThat(Cli.run("run", "missing.conf", "--store", "CSV").errors()).contains("missing.conf");
  }

  @Test
  void aFolderThatIsNotThereHoldsNoRunsAndIsNamed() {
    Path missing = folder.resolve("missing");
    Cli.Said said = Cli.run("ls", missing.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("there is no folder " + missing);
  }

  private static Stream<CommandLine> commands(CommandLine of) {
    return Stream.concat(
        Stream.of(of), of.getSubcommands().values().stream().flatMap(UsageTest::commands));
  }

  /** Picocli takes every line of help for a format, and complains where it is none. */
  @Test
  void aPerCentSignInHelpIsOne() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    List<CommandLine> all =
        Stream.of(Trebuchet.line(nowhere), Trebuchet.line(nowhere, "bench"))
            .flatMap(UsageTest::commands)
            .toList();
    assertThat(all).hasSizeGreaterThan(20);
    for (CommandLine command : all) {
      CommandSpec spec = command.getCommandSpec();
      Stream.of(
              Arrays.stream(spec.usageMessage().description()),
              Arrays.stream(spec.usageMessage().footer()),
              spec.options().stream().flatMap(option -> Arrays.stream(option.description())),
              spec.positionalParameters().stream()
                  .flatMap(each -> Arrays.stream(each.description())))
          .flatMap(lines -> lines)
          .forEach(line -> assertThat(line.replaceAll("%[%ns]", "")).doesNotContain("%"));
    }
  }

  @Test
  void aCommandThatIsCalledIsTheOnlyOne() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    assertThat(Trebuchet.line(nowhere, "bench").getSubcommands()).containsOnlyKeys("bench");
    for (String name : Trebuchet.line(nowhere).getSubcommands().keySet()) {
      assertThat(Trebuchet.line(nowhere, name).getSubcommands()).containsOnlyKeys(name);
    }
    assertThat(Trebuchet.line(nowhere, "rum").getSubcommands()).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "ls", "show", "export", "verify"})
  void everyCommandHasHelp(String command) {
    assertThat(Cli.run(command, "--help").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "verify", "export"})
  void commandsOnARunSayWhatIsNone(String command) {
    Cli.Said said =
        command.equals("export")
            ? Cli.run(command, folder.toString(), "--what", "steps")
            : Cli.run(command, folder.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains("is not a run");
  }
}
