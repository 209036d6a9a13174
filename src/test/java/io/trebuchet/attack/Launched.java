package io.trebuchet.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of {@code bin/trebuchet}, or of a program beside it, with what it says. */
public final class Launched implements AutoCloseable {
  /** Another checkout can be attacked with {@code -Dtrebuchet.launcher=}. */
  private static final Path LAUNCHER =
      Path.of(System.getProperty("trebuchet.launcher", "bin/trebuchet")).toAbsolutePath();

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A user with no rights at all, and no entry in the passwd file. */
  private static final String FOREIGNER = "23456";

  private final Process process;
  private final Path said;

  private Launched(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /** What a process that ended said, and its exit code. */
  public record Said(int code, String text) {}

  /** Runs a command of the launcher to its end. */
  public static Said trebuchet(Path folder, String... arguments)
      throws IOException, InterruptedException {
    try (Launched launched = start(folder, Map.of(), arguments)) {
      return launched.await();
    }
  }

  /** Starts a command of the launcher in a folder, with more of the environment. */
  public static Launched start(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return program(folder, environment, command);
  }

  /** Starts any program. */
  public static Launched program(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    Path said = Files.createTempFile("said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().putAll(environment);
    return new Launched(builder.start(), said);
  }

  /** Runs any program to its end. */
  public static Said program(Path folder, String... command)
      throws IOException, InterruptedException {
    try (Launched launched = program(folder, Map.of(), List.of(command))) {
      return launched.await();
    }
  }

  /** Runs a program as another user of the machine; only root can. */
  public static Said asForeigner(Path folder, String... command)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + FOREIGNER));
    whole.addAll(List.of("--regid=" + FOREIGNER, "--clear-groups"));
    whole.addAll(List.of(command));
    return program(folder, whole.toArray(String[]::new));
  }

  /** Where the launcher is, for a shell. */
  public static Path launcher() {
    return LAUNCHER;
  }

  /** The process itself. */
  public Process process() {
    return process;
  }

  /** All that it has said so far. */
  public String text() throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  /** Waits for a line that holds these words; the answer is that line. */
  public String awaitLine(String words) throws IOException, InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      boolean ended = !process.isAlive();
      try (BufferedReader lines = Files.newBufferedReader(said)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.contains(words)) {
            return line;
          }
        }
      }
      if (ended) {
        break;
      }
      boolean unused = process.waitFor(50, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("never said '" + words + "' but:\n" + text());
  }

  /** Waits for the end. */
  public Said await() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      String so = text();
      close();
      throw new AssertionError("did not end, and said:\n" + so);
    }
    return new Said(process.exitValue(), text());
  }

  /** Asks it to end as Ctrl-C does, and waits. */
  public Said interrupt() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
    int unused = kill.waitFor();
    return await();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // The launcher became the JVM by exec; what it started goes with it.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    int unused = process.destroyForcibly().waitFor();
    Files.deleteIfExists(said);
  }
}
