package dev.windrose.hub.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7,192.0.2.7",
        "2001:db8:1:2::1,20010db800010002/64",
        "2001:db8:1:2:ffff::9,20010db800010002/64",
        "2001:db8:1:3::1,20010db800010003/64",
        "/unix/socket,/unix/socket"
    })
    void aNetworkOfIpv6CountsAsOne(String address, String network) {
        assertThat(Addresses.network(address)).isEqualTo(network);
    }

    @Test
    void whoHasNoAddressIsOneOfMany() {
        assertThat(Addresses.network(null)).isEmpty();
    }
}
