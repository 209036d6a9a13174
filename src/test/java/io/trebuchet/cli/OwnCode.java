package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A class of a reader's own, compiled and named as a service the way the docs say. */
final class OwnCode {
  private final Path compiled;

  private OwnCode(Path compiled) {
    this.compiled = compiled;
  }

  /**
   * Compiles it, with what lies beside it.
   *
   * @param service the file that names it, called as the interface
   * @param into an empty folder
   */
  static OwnCode compile(Path source, Path service, Path into) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-d", into.toString()));
    try (Stream<Path> sources = Files.list(source.getParent())) {
      sources.map(Path::toString).forEach(arguments::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).isZero();
    Path named = into.resolve("META-INF/services").resolve(service.getFileName());
    Files.createDirectories(named.getParent());
    Files.copy(service, named);
    return new OwnCode(into);
  }

  /** The folder of its classes. */
  Path classes() {
    return compiled;
  }

  /**
   * What the program says with the code on its class path; it must succeed.
   *
   * @param dir where its output may go
   */
  String trebuchet(Path dir, String... args) throws Exception {
    return refused(dir, 0, args);
  }

  /** What it says when it ends with this code. */
  String refused(Path dir, int code, String... args) throws Exception {
    Path log = dir.resolve("log");
    Process process = start(log, args);
    int ended = process.waitFor();
    assertThat(ended).describedAs(Files.readString(log)).isEqualTo(code);
    return Files.readString(log);
  }

  /** The program at work with the code on its class path; it says everything in the log. */
  Process start(Path log, String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + compiled,
                Trebuchet.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
