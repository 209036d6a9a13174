package io.trebuchet.data;

import io.trebuchet.physics.Parameters;

/** {@code data.kind = fashion-mnist}. */
public final class FashionMnistKind implements DataKind {
  /** For the service loader. */
  public FashionMnistKind() {}

  @Override
  public String name() {
    return "fashion-mnist";
  }

  @Override
  public DataSource read(Parameters parameters) {
    return new IdxImages(name(), ImageSettings.read(parameters));
  }
}
