package io.trebuchet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever document the sources name is there, by its path from the root of the repository. */
class DocumentsTest {
  private static final Pattern DOCUMENT =
      Pattern.compile("(?<![\\w./-])((?:[\\w.-]+/)*[\\w.-]+\\.md|docs/[\\w./-]*\\w)(?![\\w/])");
  private static final Pattern DECISION = Pattern.compile("ADR[ -]?(\\d+)");
  private static final Pattern HEADING =
      Pattern.compile("([\\w./-]+\\.md), \"([^\"]+)\"(?:, (\\d+))?");
  private static final Pattern LINE_BREAK = Pattern.compile("\\s*\\n\\s*(?:\\*|//|#)?[ \\t]*");

  /** What a file says, each comment on one line. */
  private record Source(Path file, String text) {
    static Source read(Path file) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        return new Source(file, LINE_BREAK.matcher(text).replaceAll(" "));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Stream<MatchResult> all(Pattern pattern) {
      return pattern.matcher(text).results();
    }
  }

  private static List<Source> sources() throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String root : List.of("src/main", "src/vector", "src/jmh")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> file.toString().matches(".*\\.(java|conf|js|html|css|xml)"))
            .map(Source::read)
            .forEach(sources::add);
      }
    }
    return sources;
  }

  @Test
  void everyDocumentIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Source source : sources()) {
      for (MatchResult found : source.all(DOCUMENT).toList()) {
        named++;
        if (!Files.exists(Path.of(found.group(1)))) {
          missing.add(source.file + " names " + found.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(8);
  }

  @Test
  void everyDecisionIsThere() throws IOException {
    List<String> decisions;
    try (Stream<Path> files = Files.list(Path.of("docs", "decisions"))) {
      decisions = files.map(file -> String.valueOf(file.getFileName())).toList();
    }
    for (Source source : sources()) {
      assertThat(source.all(DECISION))
          .allSatisfy(
              found ->
                  assertThat(decisions)
                      .as("%s names %s", source.file, found.group())
                      .anyMatch(name -> name.matches("0*" + found.group(1) + "-.*")));
    }
  }

  /** A name followed by a heading in quotes, and perhaps the number of an item under it. */
  @Test
  void everyHeadingIsThere() throws IOException {
    int named = 0;
    for (Source source : sources()) {
      for (MatchResult found : source.all(HEADING).toList()) {
        named++;
        String document = Files.readString(Path.of(found.group(1)));
        String where = source.file + " names " + found.group();
        int heading = document.indexOf("## " + found.group(2) + "\n");
        assertThat(heading).as(where).isNotNegative();
        if (found.group(3) != null) {
          assertThat(document.substring(heading)).as(where).contains("\n" + found.group(3) + ". ");
        }
      }
    }
    assertThat(named).isGreaterThan(4);
  }
}
