/** Platform {@code local}: a cluster of virtual nodes on this machine. */
package org.scr4j.cluster.local;
