"""Words of the record of a visit: its parts, and the ten purposes of going along (docs/rules.md#visit-record).

As in `customer.vocabulary`: stored word to what people write, in English and in Chinese; the first is shown.
"""

from __future__ import annotations

VISIT_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "visit_aspect": {
        "impression": (
            "impression, first impression, appearance, character",
            "印象, 相貌性格, 相貌特征, 性格特点, 第一印象",
        ),
        "presented": ("presented, explained", "介绍内容, 讲解内容, 介绍, 讲解"),
        "interests": ("interests, interest", "兴趣点, 兴趣"),
        "concerns": ("concerns, concern, cares about", "关注点, 关注"),
        "problems": ("problems, problem", "存在问题, 问题"),
        "measures": ("measures, measure, taken", "解决措施, 措施"),
        "competitor": (
            "competitor news, competitor, competitors, competition",
            "竞品动态, 竞品, 竞争动态, 竞争厂牌动态",
        ),
        "next_problem": (
            "to solve next time, next problem",
            "下次要解决的问题, 下次需要解决的问题, 下次问题",
        ),
        "next_measure": ("how to solve it, next measure", "解决方法, 下次解决方法, 方法"),
        "strengths": ("strengths, strength, highlights", "亮点, 优点"),
        "weaknesses": ("weaknesses, weakness, shortcomings", "不足, 缺点"),
    },
    "visit_purpose": {
        "demonstrate_selling": (
            "demonstrate selling, demonstrate, demonstration",
            "示范推销, 示范推销技术, 示范",
        ),
        "collect_overdue": (
            "collect overdue, collect overdue money, collect money, collection",
            "收逾期款, 收逾期催收款, 催款, 收款, 催收",
        ),
        "close_new_customer": (
            "close new customer, close a new customer, close the deal",
            "促成新客户, 促成交易, 促成, 开拓新客户",
        ),
        "solve_difficulty": (
            "solve difficulty, solve difficulties, difficulty",
            "解决困难点, 解决业务困难, 协助解决困难, 解决困难",
        ),
        "handle_complaint": (
            "handle complaint, handle a complaint, complaint",
            "处理客户抱怨, 处理抱怨, 处理投诉, 客户抱怨",
        ),
        "build_feeling": ("build feeling, build rapport, rapport", "培养感情, 与客户培养感情, 联络感情"),
        "ask_about_company": (
            "ask about company, ask about the company, impression of the company",
            "探询对公司印象, 探询客户对本公司印象, 对公司印象",
        ),
        "ask_about_salesperson": (
            "ask about salesperson, ask about the salesperson, impression of the salesperson",
            "探询对业务员印象, 探询客户对本公司业务员印象, 对业务员印象",
        ),
        "collect_questions": (
            "collect questions, collect challenges, challenges",
            "收集被质问的问题, 收集质问问题, 收集问题",
        ),
        "sell_new_product": (
            "sell new product, sell a new product, new product",
            "推销新产品, 协助推销新产品, 新产品",
        ),
    },
}
