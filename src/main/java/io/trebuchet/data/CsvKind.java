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
      Map.of("comma", ',', "semicolon", ';', "tab", '\t', "space", ' ');
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
    Optional<String> test = parameters.file("test-file");
    String separator =
        parameters.choice("separator", List.of("auto", "comma", "semicolon", "tab", "space"));
    String decimal = parameters.choice("decimal", List.of("auto", "point", "comma"));
    String header = parameters.choice("header", List.of("auto", "yes", "no"));
    String label = parameters.text("label").orElse("auto");
    List<CsvDialect> dialects = new ArrayList<>();
    for (CsvDialect known : CsvDialect.KNOWN) {
      if (is(separator, SEPARATORS, known.separator()) && is(decimal, DECIMALS, known.decimal())) {
        dialects.add(known);
      }
    }
    CsvForm form =
        new CsvForm(
            dialects,
            !decimal.equals("auto"),
            CsvForm.Header.valueOf(header.toUpperCase(Locale.ROOT)),
            label);
    return new CsvPoints(file, test, form);
  }

  private static boolean is(String word, Map<String, Character> meanings, char meant) {
    return word.equals("auto") || Character.valueOf(meant).equals(meanings.get(word));
  }
}
