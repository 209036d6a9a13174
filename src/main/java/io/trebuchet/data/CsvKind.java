package io.trebuchet.data;

import io.trebuchet.physics.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code data { kind = csv, file = … }}: one point a line, the label last. */
public final class CsvKind implements DataKind {
  private static final Map<String, Character> SEPARATORS =
      Map.of("comma", ',', "semicolon", ';', "tab", '\t');
  private static final Map<String, Character> DECIMALS = Map.of("point", '.', "comma", ',');

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public DataSource read(Parameters parameters) {
    if (!parameters.has("file")) {
      parameters.fault("file", "missing; must be the name of a file, one point a line, label last");
    }
    String file = parameters.file("file").orElse("");
    Optional<String> test =
        parameters.has("test-file") ? parameters.file("test-file") : Optional.empty();
    String separator = parameters.choice("separator", List.of("auto", "comma", "semicolon", "tab"));
    String decimal = parameters.choice("decimal", List.of("auto", "point", "comma"));
    String header = parameters.choice("header", List.of("auto", "yes", "no"));
    List<CsvDialect> dialects = new ArrayList<>();
    for (CsvDialect known : CsvDialect.KNOWN) {
      if (is(separator, SEPARATORS, known.separator()) && is(decimal, DECIMALS, known.decimal())) {
        dialects.add(known);
      }
    }
    if (dialects.isEmpty()) {
      parameters.fault("decimal", "cannot be comma where commas separate cells");
    }
    return new CsvPoints(
        file, test, dialects, CsvTable.Header.valueOf(header.toUpperCase(Locale.ROOT)));
  }

  private static boolean is(String word, Map<String, Character> meanings, char meant) {
    return word.equals("auto") || Character.valueOf(meant).equals(meanings.get(word));
  }
}
