package io.trebuchet.physics;

/** A family of models that a config can name as {@code model.kind}. */
public interface ModelKind {
  /** The name in the config, such as {@code pure-quadratic}. */
  String name();

  /** Reads the model's parameters; faults are collected by {@code parameters}, not thrown. */
  Model read(Parameters parameters);
}
