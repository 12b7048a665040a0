package dev.tidemark.core.value;

import static dev.tidemark.core.value.Json.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPatchTest {

    /** The examples of RFC 6902, appendix A, that succeed: number, document, patch, result. */
    @ParameterizedTest(name = "A.{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux'}] | {'baz':'qux','foo':'bar'}",
                "2 | {'foo':['bar','baz']} | [{'op':'add','path':'/foo/1','value':'qux'}] | {'foo':['bar','qux','baz']}",
                "3 | {'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/baz'}] | {'foo':'bar'}",
                "4 | {'foo':['bar','qux','baz']} | [{'op':'remove','path':'/foo/1'}] | {'foo':['bar','baz']}",
                "5 | {'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/baz','value':'boo'}] | {'baz':'boo','foo':'bar'}",
                "6 | {'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}} | [{'op':'move','from':'/foo/waldo','path':'/qux/thud'}] | {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}",
                "7 | {'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/foo/1','path':'/foo/3'}] | {'foo':['all','cows','eat','grass']}",
                "8 | {'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}] | {'baz':'qux','foo':['a',2,'c']}",
                "10 | {'foo':'bar'} | [{'op':'add','path':'/child','value':{'grandchild':{}}}] | {'foo':'bar','child':{'grandchild':{}}}",
                "11 | {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux','xyz':123}] | {'foo':'bar','baz':'qux'}",
                "14 | {'/':9,'~1':10} | [{'op':'test','path':'/~01','value':10}] | {'/':9,'~1':10}",
                "16 | {'foo':['bar']} | [{'op':'add','path':'/foo/-','value':['abc','def']}] | {'foo':['bar',['abc','def']]}",
            })
    void an_example_of_the_rfc_that_succeeds(
            String number, String document, String patch, String result) {
        assertThat(JsonPatch.apply(json(patch), json(document)))
                .isEqualTo(new JsonPatch.Patched(json(result)));
    }

    /** Those that fail; A.13 (one member twice) is refused where JSON is read. */
    @ParameterizedTest(name = "A.{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "9 | {'baz':'qux'} | [{'op':'test','path':'/baz','value':'bar'}] | /0/value",
                "12 | {'foo':'bar'} | [{'op':'add','path':'/baz/bat','value':'qux'}] | /0/path",
                "15 | {'/':9,'~1':10} | [{'op':'test','path':'/~01','value':'10'}] | /0/value",
            })
    void an_example_of_the_rfc_that_fails(
            String number, String document, String patch, String pointer) {
        assertThat(failure(patch, document).flaw().pointer()).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'op':'add'} | /1/path",
                "{'path':'/a','value':1} | /1/op",
                "{'op':'add','path':'/a'} | /1/value",
                "{'op':'add','path':'a','value':1} | /1/path",
                "{'op':'add','path':'/~2','value':1} | /1/path",
                "{'op':'add','path':'/a~','value':1} | /1/path",
                "{'op':'add','path':'/list/3','value':1} | /1/path",
                "{'op':'add','path':'/list/01','value':1} | /1/path",
                "{'op':'add','path':'/list/-1','value':1} | /1/path",
                "{'op':'add','path':'/list/99999999999','value':1} | /1/path",
                "{'op':'add','path':'/text/0','value':1} | /1/path",
                "{'op':'add','path':'/none/a','value':1} | /1/path",
                "{'op':'remove','path':'/none'} | /1/path",
                "{'op':'remove','path':'/list/-'} | /1/path",
                "{'op':'remove','path':''} | /1/path",
                "{'op':'replace','path':'/none','value':1} | /1/path",
                "{'op':'replace','path':'/list/2','value':1} | /1/path",
                "{'op':'move','from':'/none','path':'/a'} | /1/from",
                "{'op':'move','path':'/a'} | /1/from",
                "{'op':'move','from':'/deep','path':'/deep/in/it'} | /1/from",
                "{'op':'copy','from':'/none','path':'/a'} | /1/from",
                "{'op':'test','path':'/none','value':null} | /1/path",
                "{'op':'spell','path':'/a'} | /1/op",
                "{'op':3,'path':'/a'} | /1/op",
                "7 | /1",
            })
    void an_operation_that_cannot_be_done_is_named_and_nothing_is_applied(
            String operation, String pointer) {
        String document = "{'list':[1,2],'text':'t','deep':{'in':{}}}";
        JsonPatch.Failed failed =
                failure("[{'op':'add','path':'/first','value':1}," + operation + "]", document);

        assertThat(failed.operation()).isEqualTo(1);
        assertThat(failed.flaw().pointer()).isEqualTo(pointer);
        assertThat(failed.flaw().message()).isNotBlank();
    }

    @Test
    void a_patch_that_is_no_array_is_refused() {
        assertThat(failure("{'op':'add'}", "{}").operation()).isEqualTo(-1);
        assertThat(failure("null", "{}").flaw().message()).contains("array of operations");
    }

    @Test
    void null_is_a_value_and_the_whole_document_can_be_replaced() {
        assertThat(patched("[{'op':'add','path':'/a','value':null}]", "{}"))
                .isEqualTo(json("{'a':null}"));
        assertThat(patched("[{'op':'replace','path':'','value':[1]}]", "{'a':1}"))
                .isEqualTo(json("[1]"));
        assertThat(patched("[{'op':'test','path':'','value':{'a':1}}]", "{'a':1.0}"))
                .isEqualTo(json("{'a':1.0}"));
    }

    @Test
    void an_empty_name_is_a_name() {
        assertThat(patched("[{'op':'add','path':'/','value':1}]", "{}")).isEqualTo(json("{'':1}"));
        assertThat(patched("[{'op':'move','from':'/','path':'/a/'}]", "{'':1,'a':{}}"))
                .isEqualTo(json("{'a':{'':1}}"));
    }

    @Test
    void a_value_moved_to_where_it_is_stays() {
        assertThat(patched("[{'op':'move','from':'/a/0','path':'/a/0'}]", "{'a':[1,2]}"))
                .isEqualTo(json("{'a':[1,2]}"));
    }

    @Test
    void copies_of_copies_end_at_the_limit() {
        String copy = "{'op':'copy','from':'','path':'/-'}";
        String patch = "[" + String.join(",", Collections.nCopies(40, copy)) + "]";

        assertThat(failure(patch, "['0123456789']").flaw().message()).contains("copies more");
    }

    @Test
    void a_document_does_not_become_deeper_than_can_be_read_again() {
        String deep = "[".repeat(40) + "]".repeat(40);
        String inner = "/a" + "/0".repeat(39) + "/-";
        String patch =
                "[{'op':'add','path':'/a','value':%s},{'op':'copy','from':'/a','path':'%s'}]"
                        .formatted(deep, inner);

        assertThat(failure(patch, "{}").operation()).isEqualTo(1);
        assertThat(failure(patch, "{}").flaw().message()).contains("deeper than 64");
    }

    @Test
    void a_patch_has_a_limited_number_of_operations() {
        Value test = json("{'op':'test','path':'','value':1}");
        Value patch = Value.of(Collections.nCopies(JsonPatch.OPERATIONS_MAX + 1, test));

        assertThat(JsonPatch.apply(patch, Value.of(1))).isInstanceOf(JsonPatch.Failed.class);
        assertThat(JsonPatch.apply(Value.of(List.of(test)), Value.of(1)))
                .isEqualTo(new JsonPatch.Patched(Value.of(1)));
    }

    private static Value patched(String patch, String document) {
        return ((JsonPatch.Patched) JsonPatch.apply(json(patch), json(document))).document();
    }

    private static JsonPatch.Failed failure(String patch, String document) {
        return (JsonPatch.Failed) JsonPatch.apply(json(patch), json(document));
    }
}
