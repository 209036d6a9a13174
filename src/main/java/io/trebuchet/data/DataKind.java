package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** A family of data sets that a config can name as {@code data.kind}. */
public interface DataKind {
  /** The name in the config, such as {@code mnist}. */
  String name();

  /** Reads the parameters; faults are collected by {@code parameters}, not thrown. */
  DataSource read(Parameters parameters);
}
