@NullMarked
package io.trebuchet.storage;

import org.jspecify.annotations.NullMarked;
