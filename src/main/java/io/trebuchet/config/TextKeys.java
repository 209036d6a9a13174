package io.trebuchet.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;

/** Values of keys that hold texts: one that looks like a number is not one. */
final class TextKeys {
  private TextKeys() {}

  /**
   * A value in which the texts are texts, as they were written; rendered as a number, 007 would
   * become 7.
   *
   * @param path of the value in the config
   * @param texts the paths of keys whose values are texts
   */
  static ConfigValue asWritten(ConfigValue value, String path, Set<String> texts) {
    if (value instanceof ConfigObject object) {
      ConfigObject all = object;
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        String inner = path + "." + ConfigUtil.joinPath(entry.getKey());
        all = all.withValue(entry.getKey(), asWritten(entry.getValue(), inner, texts));
      }
      return all;
    }
    return value.valueType() == ConfigValueType.NUMBER && texts.contains(path)
        ? ConfigValueFactory.fromAnyRef(Values.text(value).orElseThrow())
        : value;
  }
}
