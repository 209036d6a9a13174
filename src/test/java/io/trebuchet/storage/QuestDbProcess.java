package io.trebuchet.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Our embedded QuestDB in a process of its own, which can be killed. */
public final class QuestDbProcess implements AutoCloseable {
  private final Path directory;
  private int port;
  private @Nullable Process process;

  private QuestDbProcess(Path directory) {
    this.directory = directory;
  }

  /** Starts it on a directory and a free port. */
  public static QuestDbProcess start(Path directory) throws Exception {
    QuestDbProcess database = new QuestDbProcess(PrivateFiles.directory(directory));
    database.restart();
    return database;
  }

  /** Starts it again on the same directory and port. */
  public void restart() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx256m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(QuestDbProcess.class.getName(), directory.toString(), "" + port));
    Process started =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process = started;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("port ")) {
        port = Integer.parseInt(line.substring(5));
        return;
      }
    }
    throw new IOException("the database did not start");
  }

  /** Its own main method. */
  public static void main(String[] args) throws Exception {
    EmbeddedQuestDb database =
        EmbeddedQuestDb.start(
            Path.of(args[0]),
            Credentials.in(Path.of(args[0])),
            new PortChoice(Integer.parseInt(args[1]), args[1].equals("0") ? null : "port"),
            PortChoice.preferred(0));
    System.out.println("port " + database.httpPort());
    // It lives as long as its parent holds the other end, or until it is killed.
    int unused = System.in.read();
    database.close();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** The login of its owner. */
  public String token() throws Exception {
    return Credentials.in(directory).owner().text();
  }

  /** SIGKILL. */
  public void kill() throws Exception {
    Process killed = Objects.requireNonNull(process);
    killed.destroyForcibly();
    killed.waitFor();
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
