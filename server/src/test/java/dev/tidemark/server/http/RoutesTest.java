package dev.tidemark.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.server.http.Routes.Match;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static final Route ONE = Outpost.get("/v1/things/{id}", _ -> Answer.done());
    private static final Route LATEST = Outpost.get("/v1/things/latest", _ -> Answer.done());
    private static final Route MAKE = Outpost.post("/v1/things", _ -> Answer.done());
    private static final Routes ROUTES = new Routes(List.of(ONE, LATEST, MAKE));

    @Test
    void a_path_leads_to_its_route_with_the_values_of_its_parameters() {
        assertThat(ROUTES.find("GET", List.of("v1", "things", "a/b")))
                .isEqualTo(new Match.Found(ONE, Map.of("id", "a/b")));
    }

    @Test
    void a_literal_wins_over_a_parameter() {
        assertThat(ROUTES.find("GET", List.of("v1", "things", "latest")))
                .isEqualTo(new Match.Found(LATEST, Map.of()));
    }

    @Test
    void another_method_is_told_which_ones_there_are() {
        assertThat(ROUTES.find("GET", List.of("v1", "things")))
                .isEqualTo(new Match.OtherMethods(new TreeSet<>(List.of("POST"))));
    }

    @Test
    void nothing_else_is_there() {
        for (List<String> path :
                List.of(
                        List.of(""),
                        List.of("v1"),
                        List.of("v1", "things", ""),
                        List.of("v1", "things", "x", "y"),
                        List.of("v1", "..", "v1", "things"),
                        List.of("V1", "things"))) {
            assertThat(ROUTES.find("POST", path)).as("%s", path).isNotInstanceOf(Match.Found.class);
        }
    }

    @Test
    void two_routes_for_the_same_requests_are_a_mistake() {
        Route again = Outpost.get("/v1/things/{other}", _ -> Answer.done());
        assertThatThrownBy(() -> new Routes(List.of(ONE, again)))
                .hasMessage("Two routes for GET /v1/things/{}");
    }
}
