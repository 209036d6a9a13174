package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handed over config fills the memory, calls out, or picks up what is in the environment. */
@Attack
final class ConfigBombAttackTest {
  private static final String CONFIG =
      """
      sweep { name = bomb, seed = 1 }
      model { kind = pure-quadratic, n = 20 }
      data { kind = toy }
      learning-rates { c = [1] }
      stop { max-steps = 2 }
      """;

  @TempDir private Path folder;

  private Launched.Said run(String text, String... more) throws Exception {
    return run(Map.of(), text, more);
  }

  private Launched.Said run(Map<String, String> environment, String text, String... more)
      throws Exception {
    Path file = Files.writeString(folder.resolve("bomb.conf"), CONFIG + text + "\n");
    String[] command = new String[8 + more.length];
    String[] run = {
      "run", file.toString(), "--out", "out", "--store", "none", "--no-web", "--quiet"
    };
    System.arraycopy(run, 0, command, 0, run.length);
    System.arraycopy(more, 0, command, run.length, more.length);
    try (Launched launched = Launched.start(folder, environment, command)) {
      return launched.await();
    }
  }

  private void refused(Launched.Said said, String place) {
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(place).doesNotContain("Error").hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[|]", "{a:|}", "{a.b.c.d.e.f.g.h=|}"})
  void deepNestsAreRefusedWithTheirLine(String brackets) throws Exception {
    List<String> pair = List.of(brackets.split("\\|", -1));
    String bomb = "x = " + pair.get(0).repeat(20_000) + "1" + pair.get(1).repeat(20_000);
    refused(run("\n" + bomb), "bomb.conf:7: nested more than");
  }

  @Test
  void longKeysAreRefusedWithTheirLine() throws Exception {
    refused(run("a.".repeat(20_000) + "a = 1"), "bomb.conf:6: nested more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${x%1$d}${x%1$d}", "[${x%1$d}, ${x%1$d}]", "{ a = ${x%1$d}, b = ${x%1$d} }"})
  void referencesThatDoubleAreRefusedWithTheirLine(String twice) throws Exception {
    StringBuilder text = new StringBuilder("x0 = laugh\n");
    for (int i = 1; i <= 40; i++) {
      text.append("x").append(i).append(" = ").append(twice.formatted(i - 1)).append("\n");
    }
    Launched.Said said = run(text.toString());
    assertThat(said.text()).containsPattern("bomb.conf:\\d+: its references would make it");
    refused(said, "bomb.conf:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x = ${x}y\n", "x += ${x}\n", "x = ${?x}[1]\n"})
  void longChainsOfReferencesAreRefused(String link) throws Exception {
    refused(run("x = [1]\n" + link.repeat(20_000)), "bomb.conf:");
  }

  @Test
  void longFilesAreRefused() throws Exception {
    refused(run("x = [" + "1,".repeat(3_000_000) + "]"), "bytes");
  }

  @Test
  void optionsAreBoundedToo() throws Exception {
    refused(run("", "--set", "x=" + "[".repeat(20_000)), "--set x: x: nested more than");
    refused(run("", "--set", "a.".repeat(20_000) + "a=1"), "nested more than");
    // What goes round goes round once; both keys are unknown then.
    Launched.Said round = run("y = [${x}]", "--set", "x=${y}${y}");
    assertThat(round.code()).as(round.text()).isEqualTo(2);
    assertThat(round.text()).contains("y: unknown key", "x: unknown key").hasLineCount(2);
    refused(run("", "--set", "x={ include url(\"http://127.0.0.1:1/x\") }"), "--set x");
  }

  @Test
  void nothingRemoteIsIncludedUnlessTheUserSaysSo() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] text = "stop.max-steps = 3".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/more.conf";
    try {
      for (String form : new String[] {"url(\"%s\")", "\"%s\"", "required(url(\"%s\"))"}) {
        String include = "include " + form.formatted(url);
        refused(run(include), "bomb.conf:6: include");
      }
      assertThat(asked.get()).isZero();
      assertThat(run("include url(\"" + url + "\")", "--allow-remote-includes").code()).isZero();
      assertThat(asked.get()).isEqualTo(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatIsNoFileIsNotIncluded() throws Exception {
    SmallRun.pipe(folder.resolve("pipe.conf"));
    Files.writeString(folder.resolve("circle.conf"), "include \"circle.conf\"");
    for (String form :
        new String[] {
          "\"pipe.conf\"",
          "file(\"pipe.conf\")",
          "\"/dev/zero\"",
          "file(\"/dev/zero\")",
          "\"circle.conf\"",
          "file(\"missing.conf\")",
          "required(file(\"missing.conf\"))",
          "classpath(\"reference.conf\")",
          "url(\"file:///etc/passwd\")"
        }) {
      Launched.Said said = run("include " + form);
      assertThat(said.code()).as(form + ": " + said.text()).isEqualTo(2);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @Test
  void anothersConfigSeesNoEnvironment() throws Exception {
    Map<String, String> environment = Map.of("TREBUCHET_ATTACK", "s3cr3tword");
    String text = "sweep.name = ${?TREBUCHET_ATTACK}";
    Path file = Files.writeString(folder.resolve("theirs.conf"), CONFIG + text + "\n");
    SmallRun.giveAway(file);
    refused(run(environment, "include \"theirs.conf\""), "TREBUCHET_ATTACK");
    refused(
        run(environment, "include \"theirs.conf\"\nmodel.n = ${TREBUCHET_ATTACK}"), "--allow-env");
    Launched.Said said = run(environment, "include \"theirs.conf\"", "--allow-env");
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(folder.resolve("out/config.conf")).content().contains("s3cr3tword");
  }

  @Test
  void onesOwnConfigSeesTheEnvironment() throws IOException, Exception {
    Launched.Said said =
        run(Map.of("TREBUCHET_ATTACK", "own"), "sweep.name = ${?TREBUCHET_ATTACK}");
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(folder.resolve("out/config.conf")).content().contains("own");
  }

  @Test
  void theConfigOfARunDrawsOnNothing() throws Exception {
    Path run = SmallRun.make(folder.resolve("run"), "--store", "csv");
    Path config = run.resolve("config.conf");
    Path checkpointed = run.resolve("checkpoints/config.conf");
    for (String line :
        new String[] {"include \"/etc/passwd\"", "sweep.name = ${PATH}", "sweep.name = ${?PATH}"}) {
      String text = Files.readString(config);
      Files.writeString(config, text + line + "\n");
      Files.writeString(checkpointed, text + line + "\n");
      Launched.Said said = Launched.trebuchet(folder, "resume", run.toString(), "--no-web");
      assertThat(said.code()).as(line + ": " + said.text()).isEqualTo(2);
      assertThat(said.text()).doesNotContain("root:").doesNotContain("/usr/bin");
      Files.writeString(config, text);
    }
  }
}
