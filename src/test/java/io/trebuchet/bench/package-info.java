@NullMarked
package io.trebuchet.bench;

import org.jspecify.annotations.NullMarked;
