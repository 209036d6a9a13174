package io.trebuchet.cli;

import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.EndpointFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.web.Control;
import io.trebuchet.web.ControlClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that works on a run, and is killed with -9 in the end. */
final class Victim implements AutoCloseable {
  private final Process process;
  private final RunDirectory run;

  private Victim(Process process, RunDirectory run) {
    this.process = process;
    this.run = run;
  }

  /** Starts {@code trebuchet} with these arguments, which name the run. */
  static Victim start(Path run, List<String> arguments) throws IOException {
    return start(run, arguments, List.of());
  }

  /** The same in a virtual machine with options. */
  static Victim start(Path run, List<String> arguments, List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Trebuchet.class.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new Victim(process, new RunDirectory(run));
  }

  /** Whether a process has made a run of a directory, so that it can be resumed. */
  static boolean isRun(Path run) {
    return Files.exists(run.resolve("manifest.json"));
  }

  RunDirectory run() {
    return run;
  }

  Process process() {
    return process;
  }

  /** Waits until its store is open and it is a run, or it has ended. */
  void awaitUnderWay() throws IOException, InterruptedException {
    while (process.isAlive() && (run.process().isEmpty() || !isRun(run.root()))) {
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private int webPort() throws IOException {
    return run.process().map(EndpointFile.Endpoint::webPort).orElse(0);
  }

  /** Asks it, once it can be asked, to do something with all of its trials. */
  void ask(Control control) throws IOException, InterruptedException {
    int port = webPort();
    while (port == 0) {
      if (!process.isAlive()) {
        throw new IOException("it has ended");
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
      port = webPort();
    }
    String sweep = Manifest.read(run.manifest()).runId();
    String token = Credentials.read(run.root().resolve(Credentials.FILE)).token();
    ControlClient.ask(port, token, sweep, control, List.of());
  }

  void pass(long millis) throws InterruptedException {
    process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether it was still at work. */
  boolean kill() throws InterruptedException {
    boolean alive = process.isAlive();
    close();
    return alive;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
