package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** {@code data { kind = csv, file = … }}: one point a line, the label last. */
public final class CsvKind implements DataKind {
  @Override
  public String name() {
    return "csv";
  }

  @Override
  public DataSource read(Parameters parameters) {
    if (!parameters.has("file")) {
      parameters.fault("file", "missing; must be the name of a file, one point a line, label last");
    }
    return new CsvPoints(parameters.file("file").orElse(""));
  }
}
