package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A handed over run, config or file of data steers the terminal of whoever looks at it. */
@Attack
final class TextAttackTest {
  /** A title, a colour by an 8-bit control, a line of its own, and text turned round. */
  private static final String EVIL =
      "é\u001b]0;x\u0007\u009b31m\rforged\nFORGED \u202eright\u2028FORGED";

  /** As a name of a folder, whatever the locale. */
  private static final String NAME = "\u001b]0;x\u0007";

  private static final Set<String> LOOKING_AT_NO_RUN =
      Set.of("run", "check", "boundary", "data", "dashboards", "bench", "help");

  @TempDir private Path folder;

  private final ObjectMapper json = new ObjectMapper();

  private static void assertText(String said) {
    assertThat(said).doesNotContainPattern("[\\p{Cc}\\p{Cf}\u2028\u2029&&[^\n\t]]");
    assertThat(said.lines()).noneMatch(line -> line.startsWith("FORGED"));
  }

  /** Every text of a file of JSON that is not a time, an address or the kind of store. */
  private JsonNode evil(JsonNode node, String name) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(evil(field.getValue(), field.getKey())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, evil(array.get(i), name));
      }
    }
    boolean kept =
        Set.of("store", "sink", "url", "time", "state", "trial", "observables").contains(name)
            || node.asText().matches("\\d{4}-.*Z");
    return node instanceof TextNode && !kept ? new TextNode(node.asText() + EVIL) : node;
  }

  private void rewrite(Path file, boolean lines) throws IOException {
    List<String> texts = lines ? Files.readAllLines(file) : List.of(Files.readString(file));
    List<String> evil = new ArrayList<>();
    for (String text : texts) {
      evil.add(json.writeValueAsString(evil(json.readTree(text), "")));
    }
    Files.writeString(file, String.join("\n", evil) + "\n");
  }

  /** A run in which everything that people see is hostile. */
  private Path hostile() throws IOException, InterruptedException {
    Path run = SmallRun.make(folder.resolve("runs/out"), "--store", "csv");
    rewrite(run.resolve("manifest.json"), false);
    rewrite(run.resolve("ledger.json"), false);
    rewrite(run.resolve("stops.jsonl"), true);
    Path ledger = run.resolve("ledger.json");
    ObjectNode account = (ObjectNode) json.readTree(Files.readString(ledger));
    ((ObjectNode) account.get("steps_by_trial")).put("s1-c9" + EVIL, 5);
    Files.writeString(ledger, json.writeValueAsString(account));
    String cell = EVIL.replace("\n", "").replace("\r", "").replace("\u2028", "");
    Path trials = run.resolve("trials.csv");
    String rows = Files.readString(trials);
    Files.writeString(
        trials,
        rows.replace(",loss-change,", ",loss-change" + cell + ",")
            .replaceAll("(?m)^(s1-c[13]),1,,", "$1,1," + cell + ","));
    Path renamed = run.resolveSibling("out" + NAME);
    Files.move(run, renamed);
    return renamed;
  }

  @Test
  void noCommandShowsAnythingButText() throws Exception {
    Path run = hostile();
    String dir = run.toString();
    List<List<String>> commands =
        List.of(
            List.of("ls", "runs"),
            List.of("show", dir),
            List.of("show", dir, "--trial", "s1-c1"),
            List.of("show", dir, "--trial", EVIL),
            List.of("show", dir, "--filter", "params=" + EVIL),
            List.of("show", dir, "--sort", EVIL),
            List.of("verify", dir),
            List.of("export", dir, "--what", "trials"),
            List.of("export", dir, "--what", "steps"),
            List.of("export", dir, "--what", "weights", "-o", folder.resolve("w").toString()),
            List.of("export", dir, "--what", "weights", "--trial", EVIL, "-o", "w"),
            List.of("replay", dir, "--rule", "median"),
            List.of("replay", dir, "--rule", EVIL),
            List.of("pause", dir),
            List.of("continue", dir, EVIL),
            List.of("stop", dir, EVIL),
            List.of("resume", dir, "--no-web", "--plain", "--set", "learning-rates.c=[1,3,4]"),
            List.of("show", dir, EVIL),
            List.of("show", folder.resolve("none" + NAME).toString()),
            List.of("run", folder.resolve("none" + NAME).toString()),
            List.of("data", "list", "--data-dir", folder.resolve(NAME).toString()));
    Set<String> walked = new HashSet<>(LOOKING_AT_NO_RUN);
    for (List<String> command : commands) {
      walked.add(command.getFirst());
      Launched.Said said = Launched.trebuchet(folder, command.toArray(String[]::new));
      assertThat(said.text()).as(command.toString()).isNotBlank();
      assertText(said.text());
    }
    walked.add("serve");
    assertText(Serving.untilThePage(folder, Map.of(), dir).text());
    assertThat(walked).containsAll(subcommands());
  }

  /** A command that comes later must be walked too. */
  private Set<String> subcommands() throws Exception {
    String help = Launched.trebuchet(folder, "--help").text();
    Matcher names =
        Pattern.compile("(?m)^  ([a-z]+)(?:  .*)?$")
            .matcher(help.substring(help.indexOf("Commands:")));
    Set<String> all = new HashSet<>();
    while (names.find()) {
      all.add(names.group(1));
    }
    assertThat(all).contains("run", "serve", "show");
    return all;
  }

  @Test
  void aRunWritesAndShowsHostileDataAsText() throws Exception {
    Path config = folder.resolve("case.conf");
    Files.writeString(
        config,
        """
        sweep { name = points, seed = 1 }
        model { kind = relu, width = 16 }
        data { kind = csv, file = "points.csv" }
        learning-rates { c = [1] }
        stop { max-steps = 3 }
        """);
    Files.writeString(
        folder.resolve("points.csv"), "0.5," + EVIL.replace("\n", "") + ",1\n-1,1,-1\n");
    for (String mode : List.of("--plain", "--quiet")) {
      String out = "out" + mode;
      Launched.Said said =
          Launched.trebuchet(
              folder, "run", config.toString(), "--out", out, "--store", "csv", "--no-web", mode);
      assertText(said.text());
      assertText(Launched.trebuchet(folder, "show", out, "--trial", "s1-c1").text());
      Path log = folder.resolve(out).resolve("log/trebuchet.log");
      if (Files.exists(log)) {
        assertText(Files.readString(log));
      }
      Path trials = folder.resolve(out).resolve("trials.csv");
      if (Files.exists(trials)) {
        assertText(Files.readString(trials));
      }
    }
  }

  @Test
  void faultsOfAConfigAreText() throws Exception {
    Path config = folder.resolve("bad.conf");
    String quoted = json.writeValueAsString(EVIL);
    for (String line :
        List.of(
            "model.kind = " + quoted,
            "sweep.name = " + quoted,
            quoted + " = 1",
            "control.rule = " + quoted,
            "model.n = " + quoted,
            "include file(" + quoted + ")",
            "x = ${" + quoted + "}",
            "stop = \"\"\"" + EVIL + "\"\"\"",
            "data.file = \u001b[2J")) {
      Files.writeString(
          config,
          "model.kind = pure-quadratic\ndata.kind = toy\nlearning-rates.c = [1]\n" + line + "\n");
      Launched.Said said =
          Launched.trebuchet(
              folder, "run", config.toString(), "--out", "out", "--store", "none", "--no-web");
      assertThat(said.code()).as(said.text()).isEqualTo(2);
      assertText(said.text());
    }
  }
}
