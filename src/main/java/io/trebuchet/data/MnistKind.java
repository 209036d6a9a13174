package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** {@code data.kind = mnist}. */
public final class MnistKind implements DataKind {
  /** For the service loader. */
  public MnistKind() {}

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public DataSource read(Parameters parameters) {
    return new IdxImages(name(), ImageSettings.read(parameters));
  }
}
