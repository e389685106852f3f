@NullMarked
package dev.windrose.kubeapi;

import org.jspecify.annotations.NullMarked;
